import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * Puts the official ably-js next to the page: {@code java FetchAbly.java <work> <vendor>}.
 *
 * <p>The npm package is packed by npm itself, from its cache when it can. Its bytes must have the
 * pinned digest, and so must the file in it; anything else fails the build. Without npm or without
 * a network it says so in one line and the page loads the same file from Ably's CDN.
 */
public final class FetchAbly {
  private static final String VERSION = "2.28.0";
  private static final String PACKAGE_SHA512 =
      "VHWAWaPRt+ysEQryI9Y0xN/fr0db4rvvUvk6akC9dAu06Ytax3/Vc8te2Z4IOwe+2AK41JpLxEbamEQVlqraIw==";
  private static final String SCRIPT_SHA256 =
      "15a7911d56937c6003ded63253ab6af0d0114da0fc151f8a057b2e557c878e61";
  private static final Map<String, String> FILES =
      Map.of("package/build/ably.min.js", "ably.min.js", "package/LICENSE", "ably.LICENSE.txt");
  private static final int TAR_BLOCK = 512;
  private static final long NPM_SECONDS = 60;

  private FetchAbly() {}

  /** Exits with 1 when what npm brought is not what was pinned. */
  public static void main(String[] arguments) throws Exception {
    Path work = Path.of(arguments[0]);
    Path vendor = Path.of(arguments[1]);
    Path script = vendor.resolve("ably.min.js");
    if (Files.exists(script) && isPinnedScript(Files.readAllBytes(script))) {
      return;
    }
    Files.deleteIfExists(script);
    Files.createDirectories(work);
    String missing = pack(work);
    if (!missing.isEmpty()) {
      System.out.println(
          "web: ably-js "
              + VERSION
              + " is not bundled ("
              + missing
              + "); the page will load it"
              + " from Ably's CDN");
      return;
    }
    byte[] tarball = Files.readAllBytes(work.resolve("ably-" + VERSION + ".tgz"));
    String digest = Base64.getEncoder().encodeToString(digest("SHA-512", tarball));
    if (!digest.equals(PACKAGE_SHA512)) {
      throw new IllegalStateException("ably " + VERSION + " from npm has sha512-" + digest);
    }
    Files.createDirectories(vendor);
    unpack(tarball, vendor);
    if (!isPinnedScript(Files.readAllBytes(script))) {
      Files.delete(script);
      throw new IllegalStateException("ably.min.js in the npm package is not the pinned one");
    }
  }

  /** Empty when the tarball is in {@code work}, else the obstacle. */
  private static String pack(Path work) throws IOException, InterruptedException {
    String npm = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
    List<String> command =
        List.of(
            npm,
            "pack",
            "ably@" + VERSION,
            "--silent",
            "--prefer-offline",
            "--ignore-scripts",
            "--fetch-retries=1",
            "--fetch-timeout=20000",
            "--pack-destination",
            work.toString());
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("npm.log").toFile())
              .start();
    } catch (IOException absent) {
      return "npm is not installed";
    }
    if (!process.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return "npm did not answer within " + NPM_SECONDS + " s";
    }
    return process.exitValue() == 0 ? "" : "npm could not fetch it; see " + work.resolve("npm.log");
  }

  private static void unpack(byte[] tarball, Path vendor) throws IOException {
    byte[] tar;
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(tarball))) {
      tar = stream.readAllBytes();
    }
    int position = 0;
    while (position + TAR_BLOCK <= tar.length && tar[position] != 0) {
      String name = text(tar, position, 100);
      int size = Integer.parseInt(text(tar, position + 124, 12).strip(), 8);
      int content = position + TAR_BLOCK;
      String target = FILES.get(name);
      if (target != null) {
        Files.write(
            vendor.resolve(target), java.util.Arrays.copyOfRange(tar, content, content + size));
      }
      position = content + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    }
  }

  private static String text(byte[] tar, int start, int length) {
    int end = start;
    while (end < start + length && tar[end] != 0) {
      end++;
    }
    return new String(tar, start, end - start, StandardCharsets.US_ASCII);
  }

  private static boolean isPinnedScript(byte[] script) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(digest("SHA-256", script)).equals(SCRIPT_SHA256);
  }

  private static byte[] digest(String algorithm, byte[] bytes) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(algorithm).digest(bytes);
  }
}
