package chatrelay.auth.page;

/**
 * One file of the page.
 *
 * @param path below the root, beginning with a slash
 * @param etag strong, of the uncompressed content, with quotes
 * @param content the uncompressed bytes
 * @param compressed the content in gzip, or empty when that is not smaller
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only written to responses
public record PageFile(
    String path, String mediaType, String etag, byte[] content, byte[] compressed) {}
