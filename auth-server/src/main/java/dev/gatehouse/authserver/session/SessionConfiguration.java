package dev.gatehouse.authserver.session;

import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** Spring Session over our tables; it deletes what has expired by itself, every minute. */
@Configuration(proxyBeanMethods = false)
@EnableJdbcHttpSession(tableName = "person_session")
class SessionConfiguration {

    private static final int ORDER = SessionRepositoryFilter.DEFAULT_ORDER;

    /** Never readable by scripts, never sent with other sites' posts, gone with the browser. */
    @Bean
    HttpSessionIdResolver sessionIds(CookieSeal seal, Settings settings) {
        DefaultCookieSerializer cookies = new DefaultCookieSerializer();
        cookies.setCookieName("GATEHOUSE_SESSION");
        cookies.setCookiePath("/");
        cookies.setUseBase64Encoding(false);
        cookies.setUseHttpOnlyCookie(true);
        cookies.setUseSecureCookie(settings.secureCookies());
        cookies.setSameSite("Lax");
        return new SealedSessionIds(seal, cookies);
    }

    /** Made before the store of sessions, which begins to tidy up at once, and after the tables. */
    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> sessionsAfterTables(
            @SuppressWarnings("UnusedVariable") FlywayMigrationInitializer migrated) {
        return sessions -> {};
    }

    @Bean
    ConversionService springSessionConversionService() {
        GenericConversionService conversions = new GenericConversionService();
        conversions.addConverter(Object.class, byte[].class, new SerializingConverter());
        conversions.addConverter(byte[].class, Object.class, new StoredAttributes());
        return conversions;
    }

    @Bean
    FilterRegistrationBean<SessionRepositoryFilter<?>> sessionFilter(SessionRepositoryFilter<?> filter) {
        FilterRegistrationBean<SessionRepositoryFilter<?>> registration = new FilterRegistrationBean<>(filter);
        // the error page needs no session, and must show also when sessions cannot be read
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    FilterRegistrationBean<NewSessionFilter> newSessionFilter(RateLimits limits) {
        FilterRegistrationBean<NewSessionFilter> registration =
                new FilterRegistrationBean<>(new NewSessionFilter(limits));
        registration.setOrder(ORDER + 1);
        return registration;
    }
}
