package chatrelay.auth.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is shipped to browsers. */
class PageFilesTest {
  private static final AblySettings HOSTED =
      new AblySettings("app.key", Secret.of("x"), null, 443, true);
  private final PageFiles files = PageFiles.load();

  private String text(String path) {
    return files.all().stream()
        .filter(file -> file.path().equals(path))
        .map(file -> new String(file.content(), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow();
  }

  private List<PageFile> scripts() {
    return files.all().stream().filter(file -> file.path().startsWith("/modules/")).toList();
  }

  @Test
  void shouldHoldThePage() {
    assertThat(files.all())
        .extracting(PageFile::path)
        .contains("/index.html", "/style.css", "/favicon.svg", "/modules/main.js");
  }

  @Test
  void shouldPinOneSdkEverywhere() throws Exception {
    assumeTrue(files.bundlesSdk(), "ably-js is not bundled: npm could not fetch it");
    byte[] digest =
        MessageDigest.getInstance("SHA-384")
            .digest(text("/vendor/ably.min.js").getBytes(StandardCharsets.UTF_8));
    String integrity = "sha384-" + Base64.getEncoder().encodeToString(digest);

    assertThat(text("/index.html")).contains("integrity=\"" + integrity + "\"");
    assertThat(text("/modules/sdk.js")).contains("'" + integrity + "'");
    assertThat(text("/vendor/ably.min.js")).contains("Ably JavaScript Library v2.28.0");
  }

  @Test
  void shouldNameTheCdnInThePolicyOnlyWhenItIsNeeded() {
    assertThat(ContentSecurityPolicy.of(HOSTED, true))
        .contains("script-src 'self';")
        .contains("connect-src 'self' https://*.ably.net wss://*.ably.net ")
        .doesNotContain("cdn.ably.com");
    String fallback = ContentSecurityPolicy.of(HOSTED, false);
    var address = Pattern.compile("https://cdn\\.ably\\.com/\\S+\\.js").matcher(fallback);
    assertThat(address.find()).isTrue();
    assertThat(text("/modules/sdk.js")).contains("'" + address.group() + "'");
    assertThat(text("/index.html")).contains(address.group());
  }

  @Test
  void shouldMakeTextNodesOnly() {
    for (PageFile script : scripts()) {
      assertThat(new String(script.content(), StandardCharsets.UTF_8))
          .as(script.path())
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain("eval(", "new Function", ".cssText", "setAttribute('style'");
    }
    assertThat(text("/index.html")).doesNotContain("style=\"", "onclick", "<style");
  }

  @Test
  void shouldStaySmall() {
    long lines =
        scripts().stream()
            .mapToLong(
                script -> new String(script.content(), StandardCharsets.UTF_8).lines().count())
            .sum();
    long transferred =
        files.all().stream()
            .filter(file -> !file.path().endsWith(".txt"))
            .mapToLong(file ->
                file.compressed().length == 0 ? file.content().length : file.compressed().length)
            .sum();

    assertThat(lines).isLessThanOrEqualTo(1_500);
    assertThat(transferred).isLessThan(120_000);
  }
}
