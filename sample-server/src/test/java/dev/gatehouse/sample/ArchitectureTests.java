package dev.gatehouse.sample;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gatehouse.sample", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule sampleServerKnowsNoOtherModule = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.gatehouse..").and(resideOutsideOfPackage("dev.gatehouse.sample..")))
            .because("it stands for a server of anybody's: speak HTTP with the other programs instead");

    @ArchTest
    static final ArchRule serversDoNotCheckWhoCalls = noClasses()
            .that()
            .resideInAPackage("dev.gatehouse.sample.mcp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gatehouse.sample.direct..")
            .because("use the filter in direct instead: it stands in front of the servlet");
}
