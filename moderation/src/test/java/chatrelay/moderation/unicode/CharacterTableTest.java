package chatrelay.moderation.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CharacterTableTest {
  @Test
  void the_committed_table_is_what_the_generator_derives() throws IOException {
    try (var resource = CharacterTable.class.getResourceAsStream("characters.bin")) {
      assertThat(Objects.requireNonNull(resource).readAllBytes())
          .isEqualTo(new CharacterTableGenerator().generate());
    }
  }
}
