package io.mr3;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The package rules of docs/architecture.md, checked on the compiled classes of this module. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses();

    /** Packages whose work is with real threads and real time; everything else gets both from its mailbox. */
    private static final String[] THREADS_AND_TIME = {
        "io.mr3.mailbox..",
        "io.mr3.master..",
        "io.mr3.rpc..",
        "io.mr3.shuffle..",
        "io.mr3.worker..",
        "io.mr3.tez.client..",
        "io.mr3.tez.worker.."
    };

    private static final Set<String> THREADS_OR_TIME = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.<init>",
            "java.time.Instant.now",
            "java.util.Timer.<init>");

    /** What starts a master or a worker joins packages that otherwise do not know each other. */
    private static final DescribedPredicate<JavaClass> COMPOSITION_ROOTS =
            DescribedPredicate.describe("composition roots", type -> Set.of(
                            "io.mr3.am.DagAppMaster",
                            "io.mr3.am.EmbeddedMaster",
                            "io.mr3.am.MasterMain",
                            "io.mr3.am.WorkerLaunch",
                            "io.mr3.worker.ContainerWorker")
                    .contains(type.getName().replaceFirst("\\$.*", "")));

    static List<ArchRule> packages() {
        return List.of(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.mr3.tez..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.tez..")
                        .because("Tez's types end at the seam"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.tez.dag.app..", "org.apache.tez.dag.history..")
                        .because("the engine replaces tez-dag and never loads it"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.hadoop.hive..")
                        .because("Hive comes through the SPIs"),
                noClasses()
                        .that()
                        .resideInAPackage("io.mr3.am..")
                        .and(DescribedPredicate.not(COMPOSITION_ROOTS))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.hadoop..", "io.mr3.tez..", "io.mr3.worker..", "io.mr3.shuffle..")
                        .because("the application master is simulated without Tez, Hadoop and workers"),
                noClasses()
                        .that()
                        .resideInAnyPackage("io.mr3.worker..", "io.mr3.tez.worker..", "io.mr3.shuffle..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.mr3.am..", "io.mr3.tez.am..", "io.mr3.tez.client..", "io.mr3.client..")
                        .because("a worker knows its master by messages alone"),
                noClasses()
                        .that()
                        .resideInAnyPackage("io.mr3.client..", "io.mr3.command..", "io.mr3.master..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.hadoop..", "io.mr3.am..", "io.mr3.tez..", "io.mr3.worker..")
                        .because("commands and other clients know a master by messages alone, and start at once"),
                classes()
                        .that()
                        .resideInAPackage("io.mr3.rm")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "java..",
                                "org.slf4j..",
                                "io.mr3.rm",
                                "io.mr3.common..",
                                "io.mr3.config..",
                                "io.mr3.mailbox..")
                        .because("the resource manager SPI names no vendor"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.mr3.config..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.commons.configuration2..")
                        .because("components get validated settings, not a configuration"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages(THREADS_AND_TIME)
                        .and(DescribedPredicate.not(COMPOSITION_ROOTS))
                        .should()
                        .accessTargetWhere(DescribedPredicate.describe(
                                "makes a thread or reads a clock", ArchitectureTest::makesThreadOrReadsClock))
                        .because("time and threads come from the mailbox, so that tests decide both"),
                noMethods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideInAnyPackage("io.mr3.am..")
                        .should()
                        .haveModifier(SYNCHRONIZED)
                        .because("state has one owner, its mailbox"),
                noClasses()
                        .that()
                        .resideInAPackage("io.mr3.am..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.concurrent.locks..")
                        .because("state has one owner, its mailbox"),
                slices().matching("io.mr3.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .ignoreDependency(COMPOSITION_ROOTS, DescribedPredicate.alwaysTrue()));
    }

    static List<ArchRule> everywhere() {
        return ArchitectureRules.everywhere();
    }

    @ParameterizedTest
    @MethodSource({"packages", "everywhere"})
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }

    /** Compiled methods do not show their synchronized blocks, so this one reads the sources. */
    @Test
    void theApplicationMasterHasNoSynchronizedBlocks() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/mr3/am"))) {
            List<Path> locking = sources.filter(Files::isRegularFile)
                    .filter(ArchitectureTest::hasSynchronizedBlock)
                    .toList();
            assertEquals(List.of(), locking);
        }
    }

    private static boolean makesThreadOrReadsClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return owner.equals("java.util.concurrent.Executors")
                || THREADS_OR_TIME.contains(owner + "." + access.getTarget().getName());
    }

    private static boolean hasSynchronizedBlock(Path source) {
        try {
            return Files.readString(source).contains("synchronized (");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
