package dev.gatehouse.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The rule book stays pure. */
@AnalyzeClasses(packages = "dev.gatehouse.policy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule pureJava = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.gatehouse.policy..", "java..", "javax.crypto..", "org.jspecify.annotations..")
            .because("rules must run anywhere: pass facts in, and keep frameworks in the modules around");

    @ArchTest
    static final ArchRule noInputOrOutput = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(
                    "dev.gatehouse.policy.permission.RuleTable") // the rule book's own data, at its start
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..", "java.nio.file..", "java.sql..", "java.net.http..", "java.util.concurrent..")
            .because("a decision reads its arguments and nothing else: pass a snapshot in");

    @ArchTest
    static final ArchRule noClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .because("the same arguments must give the same answer: pass the time in as a fact");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.gatehouse.policy.(*)..")
            .should()
            .beFreeOfCycles()
            .because("each package must be understood on its own: move what two of them share into a third");

    @ArchTest
    static final ArchRule immutable = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("a value that can be extended can be changed: use a record or a final class");
}
