package dev.gatehouse.db;

import java.sql.JDBCType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.jdbc.core.mapping.JdbcValue;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.RelationalManagedTypes;
import org.springframework.data.relational.core.mapping.NamingStrategy;

/** The repositories, over whatever {@code DataSource} and transaction manager the program has. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableJdbcRepositories
public class DbConfiguration extends AbstractJdbcConfiguration {

    /** The migrations name the new database with a random epoch, which no SQL function does on both databases. */
    @Bean
    public static FlywayConfigurationCustomizer epochOfANewDatabase() {
        return configuration ->
                configuration.placeholders(Map.of("epoch", UUID.randomUUID().toString()));
    }

    @Override
    protected List<?> userConverters() {
        return List.of(new InstantToColumn(), new OffsetDateTimeToInstant());
    }

    /** Names go unquoted into the SQL, so that each database folds them the way it folded those of the migrations. */
    @Override
    public JdbcMappingContext jdbcMappingContext(
            Optional<NamingStrategy> namingStrategy,
            JdbcCustomConversions customConversions,
            RelationalManagedTypes jdbcManagedTypes) {
        JdbcMappingContext context = super.jdbcMappingContext(namingStrategy, customConversions, jdbcManagedTypes);
        context.setForceQuote(false);
        return context;
    }

    /**
     * PostgreSQL's driver takes no {@link Instant}; both drivers take an {@link OffsetDateTime}, if they are told that it is
     * a time with a zone.
     */
    @WritingConverter
    private static final class InstantToColumn implements Converter<Instant, JdbcValue> {
        @Override
        public JdbcValue convert(Instant instant) {
            return JdbcValue.of(Column.of(instant), JDBCType.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    @ReadingConverter
    private static final class OffsetDateTimeToInstant implements Converter<OffsetDateTime, Instant> {
        @Override
        public Instant convert(OffsetDateTime time) {
            return time.toInstant();
        }
    }
}
