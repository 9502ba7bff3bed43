@NullMarked
package chatrelay.local.database;

import org.jspecify.annotations.NullMarked;
