/** The units, scripts and the installed tree, tried on this machine without touching it. */
@NullMarked
package chatrelay.deploy;

import org.jspecify.annotations.NullMarked;
