/**
 * The speed of the moderation engine next to other ways to find words in a text. Measures only;
 * nothing here is part of the product.
 */
@NullMarked
package chatrelay.bench.filter;

import org.jspecify.annotations.NullMarked;
