package chatrelay.auth.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the {@code web} module, read once from the class path.
 *
 * <p>Serves only existing names with a listed extension, so that no path leads out of the folder.
 * About 100 KiB in memory, 300 KiB with the SDK.
 */
public final class PageFiles {
  private static final String ROOT = "web/";
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "txt", "text/plain;charset=utf-8",
          "json", "application/json;charset=utf-8",
          "webmanifest", "application/manifest+json");

  private final SortedMap<String, PageFile> files;

  private PageFiles(SortedMap<String, PageFile> files) {
    this.files = files;
  }

  /** Reads the files; none without the {@code web} module on the class path. */
  public static PageFiles load() {
    SortedMap<String, PageFile> files = new TreeMap<>();
    ClassLoader loader = Objects.requireNonNull(PageFiles.class.getClassLoader());
    try {
      for (URL folder : loader.resources(ROOT + "index.html").limit(1).toList()) {
        for (String name : names(folder)) {
          add(files, name, loader);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new PageFiles(files);
  }

  /** All files by path. */
  public List<PageFile> all() {
    return List.copyOf(files.values());
  }

  /** Whether they include ably-js. */
  public boolean bundlesSdk() {
    return files.containsKey("/vendor/ably.min.js");
  }

  private static void add(SortedMap<String, PageFile> files, String name, ClassLoader loader)
      throws IOException {
    String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (mediaType == null) {
      return;
    }
    try (var stream = Objects.requireNonNull(loader.getResourceAsStream(ROOT + name), name)) {
      byte[] content = stream.readAllBytes();
      byte[] compressed = gzip(content);
      String path = "/" + name;
      files.put(
          path,
          new PageFile(
              path,
              mediaType,
              etag(content),
              content,
              compressed.length < content.length ? compressed : new byte[0]));
    }
  }

  private static List<String> names(URL index) throws IOException {
    if (index.getProtocol().equals("jar")) {
      return ((JarURLConnection) index.openConnection())
          .getJarFile().stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(ROOT) && !name.endsWith("/"))
              .map(name -> name.substring(ROOT.length()))
              .toList();
    }
    Path folder = Path.of(URI.create(index.toString())).resolveSibling("");
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
      stream.write(content);
    }
    return bytes.toByteArray();
  }

  private static String etag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
