package io.gradus.experiments;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** Checks the dependencies of docs/architecture.md. */
class ArchitectureTest {
  private static final JavaClasses GRADUS = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      // rl-core's contract tests for other modules are in a separate jar
      .withImportOption(location -> !location.contains("-tests.jar"))
      .importPackages("io.gradus");

  private static final String CORE = "io.gradus.core..";
  private static final String TENSORS = "ai.djl..";
  private static final String[] WITH_TENSORS = {"io.gradus.core.engine..", "io.gradus.core.policy.."
  };

  @Test
  void everyModuleIsChecked() {
    for (String module : new String[] {"core", "rewards", "datasets", "rollouts", "experiments"}) {
      assertThat(GRADUS.that(resideInAPackage("io.gradus." + module + "..")))
          .as(module)
          .hasSizeGreaterThan(0);
    }
    assertThat(GRADUS.that(resideInAPackage("com.example.."))).as("tests").isEmpty();
  }

  @Test
  void theCoreDependsOnNoOtherModule() {
    classes()
        .that()
        .resideInAPackage(CORE)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage("io.gradus..")).or(resideInAPackage(CORE)))
        .check(GRADUS);
  }

  @Test
  void rewardsDatasetsAndRolloutsDoNotDependOnOneAnother() {
    for (String module : new String[] {"rewards", "datasets", "rollouts"}) {
      String own = "io.gradus." + module + "..";
      classes()
          .that()
          .resideInAPackage(own)
          .should()
          .onlyDependOnClassesThat(
              not(resideInAPackage("io.gradus..")).or(resideInAnyPackage(own, CORE)))
          .check(GRADUS);
    }
  }

  @Test
  void rewardsAndDatasetsArePlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage("io.gradus.rewards..", "io.gradus.datasets..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            TENSORS,
            "io.gradus.core.engine..",
            "io.gradus.core.policy..",
            "io.gradus.core.trainer..")
        .check(GRADUS);
  }

  @Test
  void tensorsStayInsideTheEngineAndThePolicy() {
    noClasses()
        .that()
        .resideOutsideOfPackages(WITH_TENSORS)
        .and()
        .resideOutsideOfPackage("io.gradus.core.text")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(TENSORS)
        .check(GRADUS);
  }

  @Test
  void onlyTheTextPackageUsesTheTokenizersAndItUsesNoTensors() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.gradus.core.text")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.huggingface..")
        .check(GRADUS);
    noClasses()
        .that()
        .resideInAPackage("io.gradus.core.text..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.pytorch..", "ai.djl.engine..")
        .check(GRADUS);
  }

  @Test
  void theVocabularyDependsOnNothing() {
    classes()
        .that()
        .resideInAPackage("io.gradus.core")
        .should()
        .onlyDependOnClassesThat(not(resideInAnyPackage("io.gradus..", TENSORS))
            .or(resideInAnyPackage("io.gradus.core", "io.gradus.core.component")))
        .check(GRADUS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(GRADUS);
  }

  @Test
  void onlyTheCommandLineUsesStandardOutput() {
    noClasses()
        .that()
        // The runner of untrusted programs is a separate process that answers on its standard
        // output.
        .resideOutsideOfPackages("io.gradus.experiments.cli", "io.gradus.rewards.code.box")
        .should()
        .accessField(System.class, "out")
        .check(GRADUS);
  }

  @Test
  void onlyTheCommandLinePrintsStackTraces() {
    noClasses()
        .that()
        // The code in the box reports a candidate's failure to the candidate's standard error.
        .resideOutsideOfPackages("io.gradus.experiments.cli", "io.gradus.rewards.code.box")
        .should()
        .callMethod(Throwable.class, "printStackTrace")
        .check(GRADUS);
  }

  /** Assigns each package to itself; packages below it count as other packages. */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
