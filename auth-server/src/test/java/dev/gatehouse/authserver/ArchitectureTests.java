package dev.gatehouse.authserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gatehouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.gatehouse.authserver.(*)..")
            .should()
            .beFreeOfCycles()
            .because("use a type in the lower of the two packages instead");

    @ArchTest
    static final ArchRule rulesAndStoreDoNotKnowTheProgram = noClasses()
            .that()
            .resideInAnyPackage("dev.gatehouse.policy..", "dev.gatehouse.db..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gatehouse.authserver..")
            .because("directions are auth-server -> db -> policy; pass what is needed as a parameter instead");

    @ArchTest
    static final ArchRule nobodyUsesSpringsOwnStores = noClasses()
            .that()
            .resideInAPackage("dev.gatehouse.authserver..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(Jdbc|InMemory)(OAuth2|RegisteredClient).*")
            .because("use dev.gatehouse.db.authorization instead: ADR-0002");
}
