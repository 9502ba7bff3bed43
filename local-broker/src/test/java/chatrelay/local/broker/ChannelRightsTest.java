package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.auth.ChannelRights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a capability covers, and what two have in common. */
final class ChannelRightsTest {
  @ParameterizedTest
  @CsvSource({
    "*, a, true",
    "*, a:b:c, true",
    "[*]*, a:b, true",
    "a, a, true",
    "a, a:b, false",
    "ns:*, ns:a, true",
    "ns:*, ns:a:b, true",
    "ns:*, ns, false",
    "ns:*, other:a, false",
    "ns:*:x, ns:a:x, true",
    "ns:*:x, ns:a:b:x, false",
    "ns:*:x, ns:a:y, false",
    "*:x, a:x, true",
    "*:x, a:b:x, false",
    "foo*, foobar, false",
    "foo*, foo*, true",
    "[meta]*, meta, false",
    "[queue]a, a, false"
  })
  void covers_whole_segments(String resource, String channel, boolean allowed) {
    ChannelRights capability = ChannelRights.parse("{\"" + resource + "\":[\"publish\"]}");
    assertThat(capability.allows(channel, "publish")).isEqualTo(allowed);
    assertThat(capability.allows(channel, "subscribe")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'c':['publish','subscribe']} | {'c':['presence','subscribe']} | {'c':['subscribe']}",
        "{'c':['publish','subscribe']} | {'c':['*']} | {'c':['publish','subscribe']}",
        "{'c':['*']} | {'c':['publish','subscribe']} | {'c':['publish','subscribe']}",
        "{'c':['*']} | {'c':['*']} | {'c':['*']}",
        "{'can:*':['publish']} | {'can:check':['publish']} | {'can:check':['publish']}",
        "{'can:*':['publish']} | {'can:*':['publish']} | {'can:*':['publish']}",
        "{'*':['subscribe']} | {'a':['subscribe'],'b':['publish']} | {'a':['subscribe']}",
        "{'[*]*':['*']} | {'a:*:b':['history']} | {'a:*:b':['history']}",
        "{'a:*:c':['publish']} | {'a:b:*':['publish']} | {'a:b:c':['publish']}",
        "{'a':['publish']} | {'b':['publish']} | {}",
        "{'a':['publish']} | {'a':['subscribe']} | {}"
      })
  void intersects_resources_and_operations(String left, String right, String common) {
    ChannelRights first = ChannelRights.parse(left.replace('\'', '"'));
    ChannelRights second = ChannelRights.parse(right.replace('\'', '"'));
    assertThat(first.intersect(second)).hasToString(common.replace('\'', '"'));
    assertThat(second.intersect(first)).hasToString(common.replace('\'', '"'));
  }

  @Test
  void is_written_in_one_canonical_form() {
    assertThat(ChannelRights.parse("{ \"b\" : [\"subscribe\", \"publish\"], \"a\":[\"*\"] }"))
        .hasToString("{\"a\":[\"*\"],\"b\":[\"publish\",\"subscribe\"]}");
  }
}
