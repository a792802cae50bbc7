package io.mr3.llap;

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
                .resideInAPackage("io.mr3.llap..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mr3.hive..", "io.mr3.am..", "io.mr3.worker..", "io.mr3.rm..")
                .because("a daemon knows the engine by its extension points alone"));
    }

    @ParameterizedTest
    @MethodSource({"everywhere", "here"})
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
