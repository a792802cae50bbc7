package io.mr3.rm.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.mr3.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this module's packages may know. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            ArchitectureRules.mainClasses().that(JavaClass.Predicates.resideInAPackage("io.mr3.rm.standalone.."));
    private static final String HERE = "io.mr3.rm.standalone.";

    static List<ArchRule> packages() {
        return List.of(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.mr3.am..",
                                "io.mr3.worker..",
                                "io.mr3.tez..",
                                "io.mr3.shuffle..",
                                "org.apache.tez..")
                        .because("a resource manager starts processes; what they do is not its business"),
                noClasses()
                        .that()
                        .resideInAnyPackage(HERE + "scheduler..", HERE + "view..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.mr3.rpc..",
                                "io.mr3.mailbox..",
                                "io.netty..",
                                "org.apache.hadoop..",
                                HERE + "master..")
                        .because("what decides is pure"),
                noClasses()
                        .that()
                        .resideInAnyPackage(HERE + "master..", HERE + "journal..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.hadoop..", HERE + "agent..", HERE + "driver..", HERE + "command..")
                        .because("the master is simulated without agents, applications and file systems"),
                noClasses()
                        .that()
                        .resideInAPackage(HERE + "agent..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                HERE + "master..", HERE + "driver..", HERE + "scheduler..", HERE + "journal..")
                        .because("master and agent know each other by messages alone"),
                noClasses()
                        .that()
                        .resideInAPackage(HERE + "driver..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                HERE + "master..", HERE + "agent..", HERE + "scheduler..", HERE + "journal..")
                        .because("the driver knows the master by messages alone"));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packagesKnowOnlyWhatTheyMay(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void everywhere() {
        ArchitectureRules.everywhere()
                .forEach(rule -> rule.allowEmptyShould(true).check(CLASSES));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(HERE + "(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
