package dev.gatehouse.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of the gateway. */
@AnalyzeClasses(packages = "dev.gatehouse.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.gatehouse.gateway.(*)..")
            .should()
            .beFreeOfCycles()
            .because(
                    "a feature that needs its caller is in the wrong place: move what both need down, to http or server");

    @ArchTest
    static final ArchRule noDatabase = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "dev.gatehouse.db..", "org.springframework.jdbc..")
            .because("the gateway holds no database credential: use the feed (docs/feed.md)");

    @ArchTest
    static final ArchRule decisionsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage("..gateway.access..", "..gateway.mcp..", "..gateway.metadata..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "io.netty.channel..", "java.net.http..")
            .because("decisions are pure: do the I/O in proxy, token or feed and pass the result in");

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .haveSimpleNameNotEndingWith("Configuration")
            .and()
            .doNotHaveSimpleName("GatewayApplication")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("nothing here is made to be extended: use composition");
}
