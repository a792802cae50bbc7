package io.mr3;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Rules that hold in every module; each module's ArchitectureTest applies them to its own classes. */
public final class ArchitectureRules {
    private static final DescribedPredicate<JavaClass> HAS_MAIN = DescribedPredicate.describe(
            "main classes", type -> type.tryGetMethod("main", String[].class).isPresent());

    private ArchitectureRules() {}

    /** The classes of the module under test: its own, without tests and without the jars it depends on. */
    public static JavaClasses mainClasses() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages("io.mr3");
    }

    /** What no class of this project does, wherever it lives. */
    public static List<ArchRule> everywhere() {
        return List.of(
                noClasses()
                        .should()
                        .haveSimpleNameEndingWith("Impl")
                        .orShould()
                        .haveNameMatching(".*(Util|Utils|Helper)")
                        .because("a name says what the class is for"),
                noClasses()
                        .that(DescribedPredicate.not(HAS_MAIN))
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .because("only a process's main class decides that the process ends"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.io.ObjectInputStream")
                        .because("Java deserialisation runs what the sender chose"),
                noClasses()
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .because("what waits is told when to go on"),
                noClasses()
                        .should()
                        .callMethod(Throwable.class, "printStackTrace")
                        .because("failures go to the log or up"));
    }
}
