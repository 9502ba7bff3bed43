package chatrelay.worker.lists;

import static chatrelay.schema.generated.Tables.WORD_LIST;
import static chatrelay.schema.generated.Tables.WORD_LIST_RULE;
import static chatrelay.schema.generated.Tables.WORD_LIST_VERSION;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The mapping of a list's version to rows. */
final class ListRows {
  private static final int ROWS_A_STATEMENT = 500;
  private static final String INSERT_RULES =
      "INSERT INTO word_list_rule (list_id, version, position, rule_id, allowed, mode, action,"
          + " locale, text) VALUES ";

  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", WORD_LIST_VERSION.IMPORTED_AT.getDataType());

  private ListRows() {}

  private record Entry(Rule rule, boolean allowed) {}

  static void insert(
      DSLContext context,
      long listId,
      int version,
      WordList list,
      @Nullable List<String> rooms,
      WordListStore.Actor actor) {
    context
        .insertInto(WORD_LIST_VERSION)
        .set(WORD_LIST_VERSION.LIST_ID, listId)
        .set(WORD_LIST_VERSION.VERSION, version)
        .set(WORD_LIST_VERSION.LOCALE, list.locale())
        .set(WORD_LIST_VERSION.FOLDING, folding(list.folding()))
        .set(WORD_LIST_VERSION.ROOMS, rooms == null ? null : String.join(",", rooms))
        .set(WORD_LIST_VERSION.FINGERPRINT, list.fingerprint())
        .set(WORD_LIST_VERSION.IMPORTED_AT, NOW)
        .set(WORD_LIST_VERSION.IMPORTED_BY, actor.name())
        .set(WORD_LIST_VERSION.REASON, actor.reason())
        .execute();
    List<Entry> entries = new ArrayList<>();
    list.rules().forEach(rule -> entries.add(new Entry(rule, false)));
    list.allowed().forEach(rule -> entries.add(new Entry(rule, true)));
    context.connection(connection -> {
      for (int from = 0; from < entries.size(); from += ROWS_A_STATEMENT) {
        List<Entry> some = entries.subList(from, Math.min(entries.size(), from + ROWS_A_STATEMENT));
        String rows = String.join(",", Collections.nCopies(some.size(), "(?,?,?,?,?,?,?,?,?)"));
        try (PreparedStatement statement = connection.prepareStatement(INSERT_RULES + rows)) {
          bind(statement, listId, version, from, some);
          statement.executeUpdate();
        }
      }
    });
  }

  private static void bind(
      PreparedStatement statement, long listId, int version, int from, List<Entry> entries)
      throws SQLException {
    int place = 1;
    int position = from;
    for (Entry entry : entries) {
      statement.setLong(place++, listId);
      statement.setInt(place++, version);
      statement.setInt(place++, position++);
      statement.setString(place++, entry.rule().id());
      statement.setBoolean(place++, entry.allowed());
      statement.setString(place++, code(entry.rule().mode()));
      statement.setString(place++, code(entry.rule().action()));
      statement.setString(place++, entry.rule().locale());
      statement.setString(place++, entry.rule().text());
    }
  }

  static Optional<StoredList> load(DSLContext context, ListReference reference) {
    Record head =
        context
            .select(WORD_LIST_VERSION.asterisk())
            .from(WORD_LIST_VERSION)
            .join(WORD_LIST)
            .on(WORD_LIST.ID.eq(WORD_LIST_VERSION.LIST_ID))
            .where(
                WORD_LIST.NAME.eq(reference.name()),
                WORD_LIST_VERSION.VERSION.eq(reference.version()))
            .fetchOne();
    if (head == null) {
      return Optional.empty();
    }
    WordList list = content(context, reference, head);
    if (!list.fingerprint().equals(head.get(WORD_LIST_VERSION.FINGERPRINT))) {
      throw new IllegalStateException(
          "the rows of word list " + reference + " were changed after the import");
    }
    return Optional.of(stored(list, head));
  }

  /** The row of the version with the highest number, without its rules; null when there is none. */
  static @Nullable Record newest(DSLContext context, long listId) {
    return context
        .select(WORD_LIST_VERSION.asterisk())
        .from(WORD_LIST_VERSION)
        .where(WORD_LIST_VERSION.LIST_ID.eq(listId))
        .orderBy(WORD_LIST_VERSION.VERSION.desc())
        .limit(1)
        .fetchOne();
  }

  static @Nullable List<String> rooms(Record head) {
    String rooms = head.get(WORD_LIST_VERSION.ROOMS);
    return rooms == null ? null : List.of(rooms.split(",", -1));
  }

  /** A version whose rules are those of {@code content}. */
  static StoredList stored(WordList content, Record head) {
    int version = head.get(WORD_LIST_VERSION.VERSION);
    WordList list =
        new WordList(
            content.name(),
            Integer.toString(version),
            content.locale(),
            content.rules(),
            content.allowed(),
            content.folding());
    return new StoredList(
        list,
        version,
        rooms(head),
        head.get(WORD_LIST_VERSION.IMPORTED_AT),
        head.get(WORD_LIST_VERSION.IMPORTED_BY),
        head.get(WORD_LIST_VERSION.REASON));
  }

  private static WordList content(DSLContext context, ListReference reference, Record head) {
    Result<? extends Record> rows =
        context
            .select(
                WORD_LIST_RULE.RULE_ID,
                WORD_LIST_RULE.ALLOWED,
                WORD_LIST_RULE.MODE,
                WORD_LIST_RULE.ACTION,
                WORD_LIST_RULE.LOCALE,
                WORD_LIST_RULE.TEXT)
            .from(WORD_LIST_RULE)
            .where(
                WORD_LIST_RULE.LIST_ID.eq(head.get(WORD_LIST_VERSION.LIST_ID)),
                WORD_LIST_RULE.VERSION.eq(reference.version()))
            .orderBy(WORD_LIST_RULE.POSITION)
            .fetch();
    List<Rule> rules = new ArrayList<>();
    List<Rule> allowed = new ArrayList<>();
    for (Record row : rows) {
      boolean allows = row.get(WORD_LIST_RULE.ALLOWED.getName(), Boolean.class);
      (allows ? allowed : rules).add(rule(row));
    }
    return new WordList(
        reference.name(),
        Integer.toString(reference.version()),
        head.get(WORD_LIST_VERSION.LOCALE),
        rules,
        allowed,
        folding(head.get(WORD_LIST_VERSION.FOLDING)));
  }

  private static Rule rule(Record row) {
    return new Rule(
        row.get(WORD_LIST_RULE.RULE_ID),
        row.get(WORD_LIST_RULE.TEXT),
        MatchMode.valueOf(row.get(WORD_LIST_RULE.MODE).toUpperCase(Locale.ROOT)),
        Action.valueOf(row.get(WORD_LIST_RULE.ACTION).toUpperCase(Locale.ROOT)),
        row.get(WORD_LIST_RULE.LOCALE));
  }

  private static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String folding(Set<Folding> stages) {
    return stages.stream().sorted().map(ListRows::code).collect(Collectors.joining(","));
  }

  private static Set<Folding> folding(String stages) {
    EnumSet<Folding> set = EnumSet.noneOf(Folding.class);
    for (String stage : stages.split(",", -1)) {
      if (!stage.isEmpty()) {
        set.add(Folding.valueOf(stage.toUpperCase(Locale.ROOT)));
      }
    }
    return set;
  }
}
