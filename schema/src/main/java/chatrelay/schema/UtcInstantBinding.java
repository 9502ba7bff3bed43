package chatrelay.schema;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.conf.ParamType;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * DATETIME(3) in UTC as {@link Instant}, independent of the JVM's zone.
 *
 * <p>jOOQ's own ways fail here: INSTANT sends an offset that MariaDB refuses, LOCALDATETIME goes
 * through {@code java.sql.Timestamp} and loses the hour that summer time skips (measured on MySQL
 * 8.0.33 and MariaDB 11.4.5). Values are cut to milliseconds: the server would round up, so that a
 * stored time could lie in the future. Stateless, safe for any thread.
 */
public final class UtcInstantBinding implements Binding<LocalDateTime, Instant> {
  private static final long serialVersionUID = 1L;

  @Override
  public Converter<LocalDateTime, Instant> converter() {
    return Converter.ofNullable(
        LocalDateTime.class,
        Instant.class,
        stored -> stored.toInstant(ZoneOffset.UTC),
        UtcInstantBinding::stored);
  }

  private static LocalDateTime stored(Instant instant) {
    return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
  }

  @Override
  public void sql(BindingSQLContext<Instant> context) {
    if (context.render().paramType() == ParamType.INLINED) {
      Instant value = context.value();
      context.render().visit(DSL.inline(value == null ? null : stored(value).toString()));
      return;
    }
    context.render().sql("?");
  }

  @Override
  public void register(BindingRegisterContext<Instant> context) throws SQLException {
    context.statement().registerOutParameter(context.index(), Types.TIMESTAMP);
  }

  @Override
  public void set(BindingSetStatementContext<Instant> context) throws SQLException {
    Instant value = context.value();
    if (value == null) {
      context.statement().setNull(context.index(), Types.TIMESTAMP);
      return;
    }
    context.statement().setObject(context.index(), stored(value));
  }

  @Override
  public void get(BindingGetResultSetContext<Instant> context) throws SQLException {
    context.value(instant(context.resultSet().getObject(context.index(), LocalDateTime.class)));
  }

  @Override
  public void get(BindingGetStatementContext<Instant> context) throws SQLException {
    context.value(instant(context.statement().getObject(context.index(), LocalDateTime.class)));
  }

  @Override
  public void set(BindingSetSQLOutputContext<Instant> context) throws SQLException {
    throw new SQLFeatureNotSupportedException("the server has no SQLOutput");
  }

  @Override
  public void get(BindingGetSQLInputContext<Instant> context) throws SQLException {
    throw new SQLFeatureNotSupportedException("the server has no SQLInput");
  }

  private static @Nullable Instant instant(@Nullable LocalDateTime stored) {
    return stored == null ? null : stored.toInstant(ZoneOffset.UTC);
  }
}
