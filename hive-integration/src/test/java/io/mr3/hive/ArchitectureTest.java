package io.mr3.hive;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.mr3.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of every module, and those of this one. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses();

    static List<ArchRule> everywhere() {
        return ArchitectureRules.everywhere();
    }

    static List<ArchRule> here() {
        return List.of(noClasses()
                .that()
                .resideInAPackage("io.mr3.hive..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mr3.llap..", "io.mr3.rm.mesos..", "io.mr3.rm.standalone..", "io.mr3.rm.yarn..")
                .because("resource managers and daemons are found by name when they are wanted"));
    }

    @ParameterizedTest
    @MethodSource({"everywhere", "here"})
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
