package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedSchemaTest extends SchemaContract {
  EmbeddedSchemaTest() {
    super(Kind.EMBEDDED);
  }
}
