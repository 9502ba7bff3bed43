@NullMarked
package chatrelay.auth;

import org.jspecify.annotations.NullMarked;
