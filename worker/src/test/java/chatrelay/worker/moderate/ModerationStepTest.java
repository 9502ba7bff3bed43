package chatrelay.worker.moderate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.Verdict;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.schema.FailPolicy;
import chatrelay.schema.RoomSettings;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ModerationStepTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final ModerationStep step =
      ModerationStep.ofOne(() ->
          engine(
              Rule.word("potato"),
              Rule.of("turnip", MatchMode.WORD, Action.REJECT, ""),
              Rule.of("leek", MatchMode.WORD, Action.HOLD, ""),
              Rule.of("kale", MatchMode.WORD, Action.FLAG, "")));

  private int number;

  @ParameterizedTest
  @CsvSource({
    "one potato, MASKED, one ******",
    "one kale, ACCEPTED, one kale",
    "hello, ACCEPTED, hello",
    "one turnip, REJECTED,",
    "one leek and a potato, HELD,"
  })
  void should_do_what_the_strongest_rule_asks_for(
      String text, Verdict verdict, @Nullable String published) {
    ModeratedMessage judged = step.moderate(message("ada", text, null, 0));

    assertThat(judged.verdict()).isEqualTo(verdict);
    assertThat(judged.text()).isEqualTo(published);
    assertThat(judged.reason()).isEqualTo(published == null ? "blocked" : null);
    assertThat(judged.listVersion()).startsWith("vegetables@");
  }

  @Test
  void should_judge_the_fields_beside_the_text() {
    ModeratedMessage masked =
        step.moderate(message("ada", "hello", "{\"reference\":\"a potato\"}", 0));
    assertThat(masked.verdict()).isEqualTo(Verdict.MASKED);
    assertThat(masked.text()).isEqualTo("hello");
    assertThat(masked.fields()).isEqualTo("{\"reference\":\"a ******\"}");
    assertThat(masked.hits()).extracting(LocatedHit::part).containsExactly("reference");

    ModeratedMessage rejected =
        step.moderate(message("ada", "hello", "{\"reference\":\"turnip\"}", 0));
    assertThat(rejected.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(rejected.fields()).isNull();
  }

  @Test
  void should_mask_a_display_name_and_judge_the_message_by_its_text() {
    ModeratedMessage judged = step.moderate(message("turnip", "hello", null, 0));

    assertThat(judged.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(judged.author()).isEqualTo("******");
    assertThat(judged.hits()).extracting(LocatedHit::part).containsExactly("author");
    assertThat(step.moderate(message("ada", "hello", null, 0)).author()).isEqualTo("ada");
  }

  @Test
  void should_hold_the_message_that_completes_a_split_word() {
    List<ModeratedMessage> judged = spell("ada", 1_000, "p", "o", "t", "a", "t", "o");

    assertThat(judged.subList(0, 5)).allMatch(ModeratedMessage::isPublishable);
    ModeratedMessage last = judged.getLast();
    assertThat(last.verdict()).isEqualTo(Verdict.HELD);
    assertThat(last.reason()).isEqualTo("split_word");
    assertThat(last.hits()).extracting(LocatedHit::part).containsExactly("split");
  }

  @Test
  void should_reject_a_split_word_that_is_to_be_rejected() {
    assertThat(spell("ada", 1_000, "tu", "rn", "ip").getLast().verdict())
        .isEqualTo(Verdict.REJECTED);
  }

  @Test
  void should_not_put_together_what_others_wrote_or_what_is_too_old() {
    assertThat(spell("ada", 30_000, "p", "o", "t", "a", "t", "o"))
        .allMatch(ModeratedMessage::isPublishable);
    spell("eve", 1_000, "p", "o", "t");
    assertThat(spell("bob", 1_000, "a", "t", "o")).allMatch(ModeratedMessage::isPublishable);
  }

  @Test
  void should_answer_the_same_when_a_message_comes_again() {
    List<InboundMessage> pieces = new ArrayList<>();
    for (String piece : List.of("le", "e", "k")) {
      pieces.add(message("ada", piece, null, 1_000L * pieces.size()));
    }
    List<Verdict> first = pieces.stream().map(step::moderate).map(m -> m.verdict()).toList();
    List<Verdict> again = pieces.stream().map(step::moderate).map(m -> m.verdict()).toList();

    assertThat(first).containsExactly(Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.HELD);
    assertThat(again).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(FailPolicy.class)
  void should_follow_the_room_when_it_cannot_judge(FailPolicy policy) {
    ModerationStep broken =
        new ModerationStep(room -> {
          throw new IllegalStateException("no list");
        });

    String fields = "{\"reference\":\"a potato\"}";
    ModeratedMessage judged = broken.moderate(message(policy, "ada", "hello", fields, 0));

    assertThat(broken.failures()).isEqualTo(1);
    assertThat(judged.verdict())
        .isEqualTo(
            switch (policy) {
              case OPEN -> Verdict.ACCEPTED;
              case HOLD -> Verdict.HELD;
              case CLOSED -> Verdict.REJECTED;
            });
    assertThat(judged.reason()).isEqualTo(policy == FailPolicy.OPEN ? null : "unjudged");
    assertThat(judged.fields()).isEqualTo(policy == FailPolicy.OPEN ? fields : null);
  }

  @ParameterizedTest
  @EnumSource(FailPolicy.class)
  void should_follow_the_room_when_a_text_takes_too_much_work(FailPolicy policy) {
    WordList list = WordList.of("vegetables", List.of(Rule.word("potato")), List.of());
    ModerationEngine engine =
        ModerationEngine.compile(List.of(list), ModerationEngine.DEFAULT_MASK, 100);
    ModerationStep limited = ModerationStep.ofOne(() -> engine);

    ModeratedMessage judged =
        limited.moderate(message(policy, "ada", "p o t a t o ".repeat(20), null, 0));

    assertThat(limited.failures()).isEqualTo(1);
    assertThat(judged.verdict())
        .isEqualTo(
            switch (policy) {
              case OPEN -> Verdict.ACCEPTED;
              case HOLD -> Verdict.HELD;
              case CLOSED -> Verdict.REJECTED;
            });
    assertThat(judged.reason()).isEqualTo(policy == FailPolicy.OPEN ? null : "unjudged");
    assertThat(limited.moderate(message(policy, "ada", "one potato", null, 0)).text())
        .isEqualTo("one ******");
  }

  @Test
  void should_have_a_message_brought_again_while_the_lists_are_unknown() {
    ModerationStep waiting =
        new ModerationStep(room -> {
          throw new DataAccessException("down");
        });

    assertThatThrownBy(() -> waiting.moderate(message("ada", "hello", null, 0)))
        .isInstanceOf(DataAccessException.class);
    assertThat(waiting.failures()).isZero();
  }

  private List<ModeratedMessage> spell(String clientId, long apart, String... pieces) {
    List<ModeratedMessage> judged = new ArrayList<>();
    for (String piece : pieces) {
      judged.add(step.moderate(message(clientId, piece, null, apart * judged.size())));
    }
    return judged;
  }

  private static ModerationEngine engine(Rule... rules) {
    return ModerationEngine.compile(List.of(WordList.of("vegetables", List.of(rules), List.of())));
  }

  private InboundMessage message(
      String clientId, String text, @Nullable String fields, long millis) {
    return message(FailPolicy.CLOSED, clientId, text, fields, millis);
  }

  private InboundMessage message(
      FailPolicy policy, String clientId, String text, @Nullable String fields, long millis) {
    RoomRoute room =
        new RoomRoute(
            1, "lobby", 0, "chat-in:lobby", "chat-out:lobby", new RoomSettings(policy), NOON);
    Instant sent = NOON.plusMillis(millis);
    return new InboundMessage(
        room,
        "id-" + number++,
        clientId,
        "message",
        new Content.Text(text, null, Content.Shape.STRING, fields),
        sent,
        sent,
        null,
        sent.toEpochMilli());
  }
}
