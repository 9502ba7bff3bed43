package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.schema.RoomName;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The page in a real browser, against the real service, a broker and a relay. */
class PageTest {
  private static final List<String> ATTACKS =
      List.of(
          "<img src=x onerror=alert(1)>",
          "<script>alert(1)</script>",
          "</script><script>alert(1)</script>",
          "<svg onload=alert(1)>",
          "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
          "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
          "javascript:alert(1)",
          "jAvAsCrIpT&#58;alert(1)",
          "data:text/html,<script>alert(1)</script>",
          "http://user@evil.example/",
          "<a href=\"javascript:alert(1)\">x</a>",
          "\"><b onmouseover=alert(1)>x</b>",
          "{{7*7}}${7*7}#{7*7}",
          "<style>*{display:none}</style>",
          "<base href=//evil.example>",
          "<meta http-equiv=refresh content=0;url=//evil.example>",
          "<form action=//evil.example><input name=x></form>",
          "&lt;img src=x onerror=alert(1)&gt;",
          "<math><mi xlink:href=\"data:x,<script>alert(1)</script>\">",
          "https://good.example/\"onmouseover=\"alert(1)");

  private static TestBed bed;
  private static FakeRelay relay;
  private static FileServer files;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(ChromeWindow.available(), "chromium and chromedriver are not installed");
    files = FileServer.start();
    bed = TestBed.start(Map.of("AUTH_ALLOWED_ORIGINS", files.origin()));
    for (String room : List.of("long", "attacks", "cleaning", "quiet", "closing")) {
      bed.rooms.create(RoomName.of(room), room);
    }
    relay = new FakeRelay(bed, "lobby", "random", "attacks", "cleaning", "long");
  }

  @AfterAll
  static void stop() throws Exception {
    if (relay != null) {
      relay.close();
      bed.close();
      files.close();
    }
  }

  private static ChromeWindow open(String room) {
    return ChromeWindow.open(bed.http.base + "/#" + room).awaitLive();
  }

  @Test
  void shouldLetTwoWindowsChatMaskedAndInOrder() throws Exception {
    try (ChromeWindow ada = open("lobby");
        ChromeWindow bob = open("lobby")) {
      ada.send("Good morning! Who brings the potato salad?");
      await().atMost(TestBed.LIMIT).until(() -> bob.messages().size() == 1);
      bob.send("Me. See https://example.org/recipe?a=1, it is great.");
      ada.send("that is forbidden");

      List<String> expected =
          List.of(
              "Good morning! Who brings the ****** salad?",
              "Me. See https://example.org/recipe?a=1, it is great.");
      await()
          .atMost(TestBed.LIMIT)
          .untilAsserted(() -> {
            assertThat(ada.messages()).isEqualTo(expected);
            assertThat(bob.messages()).isEqualTo(expected);
            assertThat(ada.texts("#outgoing [data-state=rejected] .words"))
                .containsExactly("that is forbidden");
          });
      assertThat(ada.text("#outgoing .note")).contains("Not published");
      assertThat(ada.texts("#log .mine .note"))
          .containsExactly("Words were masked by the room’s filter.");
      assertThat(bob.texts("#outgoing .message")).isEmpty();
      assertThat(bob.driver.findElement(By.cssSelector("#log a")).getDomAttribute("rel"))
          .contains("noopener", "nofollow");
      ada.screenshot("two-windows");
      ada.driver.findElement(By.cssSelector("#outgoing .note button")).click();
      assertThat(ada.run("return document.getElementById('text').value"))
          .isEqualTo("that is forbidden");
      assertThat(ada.reports()).isEmpty();
      assertThat(bob.reports()).isEmpty();
    }
  }

  @Test
  void shouldShowFiftyAndThenLiveWithoutGapOrDouble() throws Exception {
    bed.rows.published("long", 1, 120);
    relay.continueAfter("long", 120);
    try (ChromeWindow window = open("long");
        ChromeWindow writer = open("long")) {
      await().atMost(TestBed.LIMIT).until(() -> window.messages().size() == 50);
      writer.send("live one");
      writer.send("live two");
      await().atMost(TestBed.LIMIT).until(() -> window.messages().contains("live two"));
      // A message that the window never gets live: the hole shows with the next one, and is read.
      bed.rows.add("long", 123L, "missed", "published", null);
      relay.continueAfter("long", 123);
      writer.send("after the hole");
      await().atMost(TestBed.LIMIT).until(() -> window.messages().contains("missed"));

      assertThat(window.messages())
          .isEqualTo(
              LongStream.rangeClosed(71, 124)
                  .mapToObj(seq ->
                      seq <= 120
                          ? "text " + seq
                          : List.of("live one", "live two", "missed", "after the hole")
                              .get((int) seq - 121))
                  .toList());
      window.run("document.getElementById('scroller').scrollTop = 0");
      await()
          .atMost(TestBed.LIMIT)
          .until(() -> {
            window.run("document.getElementById('scroller').scrollTop = 0");
            return window.messages().size() == 124;
          });
      assertThat(window.messages().getFirst()).isEqualTo("text 1");
      assertThat(window.text("#edge")).contains("where the room begins");
    }
  }

  @Test
  void shouldSettleMessagesOfWhichTheRelayKeepsOnlyAPart() {
    try (ChromeWindow window = open("cleaning")) {
      for (String text : List.of("a\u0001b\u0085c", "\u0007bell")) {
        window.type(text);
      }
      await().atMost(TestBed.LIMIT).until(() -> window.messages().size() == 2);

      assertThat(window.messages()).containsExactly("abc", "bell");
      await().atMost(TestBed.LIMIT).until(() -> window.texts("#outgoing .message").isEmpty());
    }
  }

  @Test
  void shouldSayThatAnArchivedRoomIsClosed() {
    try (ChromeWindow window = open("closing")) {
      bed.rooms.archive(RoomName.of("closing"));
      window.send("is anybody there?");

      await()
          .atMost(TestBed.LIMIT)
          .until(() ->
              window
                  .texts("#outgoing [data-state=failed] .note")
                  .equals(List.of("Not published: this room is closed.Dismiss")));
      assertThat(window.run("return document.getElementById('text').disabled")).isEqualTo("true");
    }
  }

  @Test
  void shouldSendWhatWasWrittenOfflineByItselfInOrderAndOnce() {
    try (ChromeWindow window = open("random");
        ChromeWindow reader = open("random")) {
      window.offline(true);
      await().atMost(TestBed.LIMIT).until(() -> !window.text("#chip").equals("Live"));
      List<String> texts = LongStream.range(1, 52).mapToObj(number -> "offline " + number).toList();
      texts.forEach(window::type);

      assertThat(window.texts("#outgoing [data-state=waiting] .words"))
          .isEqualTo(texts.subList(0, 50));
      assertThat(window.run("return document.getElementById('text').value"))
          .isEqualTo("offline 51");
      window.offline(false);
      // ably-js may wait 15 s before it connects again.
      await()
          .atMost(TestBed.LIMIT.multipliedBy(3))
          .until(() -> window.texts("#outgoing .message").isEmpty());
      window.type("offline 51");
      await().atMost(TestBed.LIMIT).until(() -> reader.messages().contains("offline 51"));

      assertThat(reader.messages().stream().filter(text -> text.startsWith("offline")))
          .containsExactlyElementsOf(texts);
    }
  }

  /** A page of someone else's on our host: ably-js with nothing but the URL of /auth. */
  @Test
  void shouldKeepAPlainSdkOfTheSameHostOverTwoRenewals() {
    try (ChromeWindow window = open("quiet")) {
      window.run(
          "const { broker } = arguments[0]; window.tokens = new Set(); window.ends = [];"
              + "const ably = new Ably.Realtime({ ...broker, tls: false, fallbackHosts: [],"
              + " authUrl: '/auth', authParams: { rooms: 'lobby', ttl: 1000 } });"
              + "ably.connection.on((change) => { if (change.current === 'connected')"
              + " window.tokens.add(ably.auth.tokenDetails.token);"
              + " if (change.current === 'failed') window.ends.push(change.reason.code); });",
          Map.of("broker", Map.of("endpoint", "127.0.0.1", "port", bed.broker.port())));

      await()
          .atMost(TestBed.LIMIT)
          .until(() -> window.run("return window.tokens.size >= 3").equals("true"));
      assertThat(window.run("return window.ends.length")).isEqualTo("0");
    }
  }

  @Test
  void shouldShowAttacksLiterally() {
    try (ChromeWindow attacker = open("attacks");
        ChromeWindow victim = open("attacks")) {
      for (String attack : ATTACKS) {
        attacker.type(attack);
      }
      await().atMost(TestBed.LIMIT).until(() -> victim.messages().size() == ATTACKS.size());

      assertThat(victim.messages()).isEqualTo(ATTACKS);
      assertThat(victim.texts("#log .words > :not(a)")).isEmpty();
      assertThat(
              victim.run(
                  "return [...document.querySelectorAll('#log a')].map((link) => link.href).join()"))
          .isEqualTo("https://good.example/");
      assertThat(victim.reports()).isEmpty();
      assertThat(victim.run("return document.querySelectorAll('iframe, base, object').length"))
          .isEqualTo("0");
    }
  }

  @Test
  void shouldChangeRoomsAndCountWhatIsUnread() {
    try (ChromeWindow window = open("lobby");
        ChromeWindow other = open("random")) {
      window.run("location.hash = 'random'");
      await().atMost(TestBed.LIMIT).until(() -> window.text("#title").equals("# Random"));
      window.awaitLive();
      window.run("location.hash = 'quiet'");
      await()
          .atMost(TestBed.LIMIT)
          .until(() -> window.text("#empty").equals("No messages yet. Say something!"));
      other.send("are you there?");

      await()
          .atMost(TestBed.LIMIT)
          .until(() -> window.texts("#rooms [data-unread='1']").equals(List.of("Random")));
    }
  }

  @Test
  void shouldKeepTheGuestOverAReloadUntilSignOut() {
    try (ChromeWindow window = open("quiet")) {
      String guest = window.text("#me");
      window.driver.navigate().refresh();
      window.awaitLive();

      assertThat(window.text("#me")).isEqualTo(guest).startsWith("You are Guest ");
      window.driver.findElement(By.id("sign-out")).click();
      await()
          .atMost(TestBed.LIMIT)
          .until(() ->
              window.textNow("#me").startsWith("You are") && !window.textNow("#me").equals(guest));
      window.awaitLive();
      assertThat(window.text("#me")).isNotEqualTo(guest).startsWith("You are Guest ");
    }
  }

  @Test
  void shouldWorkFromAPlainFileServerWithTheUrlAsItsOnlySetting() throws Exception {
    files.setAuthUrl(bed.http.base + "/auth");
    try (ChromeWindow foreign = ChromeWindow.open(files.origin() + "/index.html#random");
        ChromeWindow own = open("random")) {
      foreign.awaitLive();
      String guest = foreign.text("#me");
      foreign.send("hello from elsewhere");
      await().atMost(TestBed.LIMIT).until(() -> own.messages().contains("hello from elsewhere"));
      await().atMost(TestBed.LIMIT).until(() -> foreign.texts("#outgoing .message").isEmpty());
      foreign.driver.navigate().refresh();
      foreign.awaitLive();

      assertThat(foreign.text("#me")).isEqualTo(guest);
      assertThat(foreign.reports()).isEmpty();
      assertThat(files.requests()).isPositive();
    }
  }

  @Test
  void shouldFitNarrowAndDarkScreens() throws Exception {
    try (ChromeWindow window =
        ChromeWindow.open(bed.http.base + "/#lobby", "--blink-settings=preferredColorScheme=0")
            .awaitLive()) {
      window.driver.manage().window().setSize(new org.openqa.selenium.Dimension(500, 780));
      assertThat(window.run("return document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo("true");
      window.driver.findElement(By.id("menu")).click();
      await()
          .atMost(TestBed.LIMIT)
          .until(() -> window.driver.findElement(By.id("rooms")).isDisplayed());
      window.screenshot("narrow-dark");
    }
  }
}
