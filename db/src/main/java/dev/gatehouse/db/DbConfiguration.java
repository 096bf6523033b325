package dev.gatehouse.db;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;

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
        return List.of(new InstantToOffsetDateTime(), new OffsetDateTimeToInstant());
    }

    /** PostgreSQL's driver takes no {@link Instant}; both drivers take an {@link OffsetDateTime}. */
    @WritingConverter
    private static final class InstantToOffsetDateTime implements Converter<Instant, OffsetDateTime> {
        @Override
        public OffsetDateTime convert(Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
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
