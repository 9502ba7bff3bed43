package chatrelay.auth.page;

/**
 * One file of the page.
 *
 * @param path below the root, beginning with a slash
 * @param etag strong, of the uncompressed content, with quotes
 * @param content as it is
 * @param compressed the same in gzip, or empty when that would not be smaller
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and only written to responses
public record PageFile(
    String path, String mediaType, String etag, byte[] content, byte[] compressed) {}
