package chatrelay.auth;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A browser with a profile of its own, so each window is another guest. */
final class ChromeWindow implements AutoCloseable {
  static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  // Counts what the policy refuses, from before the page's first script.
  private static final String WATCH =
      "window.reports = []; document.addEventListener('securitypolicyviolation',"
          + " (event) => window.reports.push(event.violatedDirective + ' ' + event.blockedURI));";

  final ChromeDriver driver;

  private ChromeWindow(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Whether there is a Chromium to drive. */
  static boolean available() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  static ChromeWindow open(String url, String... arguments) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en");
    options.addArguments(arguments);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
    driver.manage().window().setSize(new Dimension(1180, 760));
    driver.get(url);
    return new ChromeWindow(driver);
  }

  ChromeWindow awaitLive() {
    await().atMost(TestBed.LIMIT).until(() -> text("#chip").equals("Live"));
    return this;
  }

  /** Cuts the browser off from every network, or lets it back. */
  ChromeWindow offline(boolean offline) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    return this;
  }

  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  /** As {@link #text}, but "" when the element is gone or is being replaced. */
  String textNow(String selector) {
    List<String> texts = texts(selector);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  void send(String text) {
    WebElement field = driver.findElement(By.id("text"));
    field.sendKeys(text, Keys.ENTER);
  }

  /** Sends what can't be typed by keys; the field's own limits and button hold. */
  void type(String text) {
    run(
        "const field = document.getElementById('text'); field.value = arguments[0];"
            + "field.dispatchEvent(new Event('input'));"
            + "document.getElementById('send').click();",
        text);
  }

  /** The texts in the log, exactly as they are in the document. */
  List<String> messages() {
    return texts("#log .words");
  }

  List<String> texts(String selector) {
    List<String> texts = new ArrayList<>();
    try {
      for (WebElement element : driver.findElements(By.cssSelector(selector))) {
        texts.add(String.valueOf(element.getDomProperty("textContent")));
      }
    } catch (StaleElementReferenceException changedMeanwhile) {
      return List.of();
    }
    return texts;
  }

  Object run(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  /** What the policy refused. */
  String reports() {
    return String.valueOf(driver.executeScript("return window.reports.join()"));
  }

  void screenshot(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "screenshots"));
    Files.write(
        folder.resolve(name + ".png"),
        driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
