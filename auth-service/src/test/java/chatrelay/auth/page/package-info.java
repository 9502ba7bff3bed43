/** Tests of the page files. */
@NullMarked
package chatrelay.auth.page;

import org.jspecify.annotations.NullMarked;
