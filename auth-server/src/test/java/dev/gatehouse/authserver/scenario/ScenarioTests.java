package dev.gatehouse.authserver.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The acceptance scenarios of the access model, in {@code scenarios/*.txt}, each in an account of its own. */
@AuthServerTest
class ScenarioTests {

    @Autowired
    ApplicationContext program;

    @Autowired
    TestServer server;

    @TestFactory
    Stream<DynamicNode> scenarios() {
        String client = server.registerAnother("http://127.0.0.1/callback");
        Map<String, List<Scenario>> chapters = Scenario.all().stream()
                .filter(scenario -> scenario.name().contains(System.getProperty("scenario", "")))
                .collect(Collectors.groupingBy(
                        Scenario::chapter, java.util.LinkedHashMap::new, Collectors.toList()));
        return chapters.entrySet().stream()
                .map(chapter -> DynamicContainer.dynamicContainer(
                        chapter.getKey(),
                        chapter.getValue().stream()
                                .map(scenario -> DynamicTest.dynamicTest(
                                        scenario.name(),
                                        () -> new ScenarioRun(program, server, client).play(scenario)))));
    }
}
