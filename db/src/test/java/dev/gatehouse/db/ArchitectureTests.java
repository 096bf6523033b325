package dev.gatehouse.db;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.db.authorization.FamilyRevocations;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What this module may lean on. */
@AnalyzeClasses(packages = "dev.gatehouse.db", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.gatehouse.db.(*)..")
            .should()
            .beFreeOfCycles()
            .because("an aggregate must be understood on its own: move what two of them share into a third");

    @ArchTest
    static final ArchRule noWeb = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..",
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.security..",
                    "dev.gatehouse.authserver..",
                    "dev.gatehouse.gateway..")
            .because("the store is below every edge: pass values in, and map outcomes at the edge");

    @ArchTest
    static final ArchRule publicIsFinal = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveSimpleName("DbConfiguration")
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .because("nothing here is made to be extended: compose it instead");

    @ArchTest
    static final ArchRule springDataIsPackagedAsInterfaces = classes()
            .that()
            .areAssignableTo(Repository.class)
            .should()
            .beInterfaces()
            .because("what Spring Data cannot express is written with JdbcClient, in a class of its own");

    @ArchTest
    static final ArchRule transactionsAreExplicit = noClasses()
            .should()
            .beAnnotatedWith(Transactional.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Transactional.class)
            .because("a deadlock is only tried again inside dev.gatehouse.db.Transactions: use its run method");

    @ArchTest
    static final ArchRule oneWayToEndAFamily = classes()
            .that()
            .areAssignableTo(FamilyRevocations.class)
            .should()
            .onlyBeAccessed()
            .byAnyPackage("dev.gatehouse.db.authorization..", "dev.gatehouse.db.grant..")
            .because(
                    "inside this module, families end through AuthorizationRepository or ReachChanges, which lock in order");

    @ArchTest
    static final ArchRule noFieldInjection = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .because("constructors say what a class needs: use them");
}
