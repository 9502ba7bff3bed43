package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlSchemaTest extends SchemaContract {
  MySqlSchemaTest() {
    super(Kind.MYSQL);
  }
}
