package dev.gatehouse.authserver.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

/** Runs the whole program on a free port, with the demo account in a database of its own; shared by all such tests. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "gatehouse.bind=any",
            "gatehouse.issuer=" + TestServer.ISSUER,
            "gatehouse.gateway-url=" + TestServer.GATEWAY,
            "gatehouse.gateway-secret=" + TestServer.GATEWAY_SECRET,
            "gatehouse.master-key=a-master-key-of-the-tests-0123456789",
            "gatehouse.db-url=jdbc:h2:mem:auth-server;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "gatehouse.data-dir=target/test-data",
            "gatehouse.cimd=off"
        })
@ActiveProfiles("demo")
@Import({TestServer.class, TestDemo.class})
public @interface AuthServerTest {}
