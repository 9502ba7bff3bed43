package chatrelay.local.stack.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chatrelay.runtime.RepeatedTurn;
import chatrelay.runtime.Variable;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.Executor;

@AnalyzeClasses(packages = "chatrelay", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  private static final String[] PRODUCT = {
    "chatrelay.runtime..",
    "chatrelay.moderation..",
    "chatrelay.schema..",
    "chatrelay.worker..",
    "chatrelay.auth.."
  };
  private static final String[] LOCAL = {"chatrelay.local..", "chatrelay.bench.."};

  /** jOOQ's generated packages are cyclic among themselves. */
  private static final DescribedPredicate<JavaClass> WRITTEN_BY_HAND =
      DescribedPredicate.describe(
          "written by hand",
          type -> !type.getPackageName().startsWith("chatrelay.schema.generated"));

  @ArchTest
  static final ArchRule the_product_should_never_see_local_modules =
      noClasses()
          .that()
          .resideInAnyPackage(PRODUCT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LOCAL);

  @ArchTest
  static final ArchRule modules_should_be_free_of_cycles =
      slices().matching("chatrelay.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_worker_should_be_free_of_cycles =
      slices().matching("chatrelay.worker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule topics_of_the_command_line_should_be_free_of_cycles =
      slices().matching("chatrelay.worker.command.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_command_line_should_know_its_topics_and_not_the_other_way_round =
      noClasses()
          .that()
          .resideInAPackage("chatrelay.worker.command.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("chatrelay.worker.command");

  @ArchTest
  static final ArchRule packages_of_the_auth_service_should_be_free_of_cycles =
      slices().matching("chatrelay.auth.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_moderation_should_be_free_of_cycles =
      slices().matching("chatrelay.moderation.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_moderation_should_read_in_one_direction =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("lists, characters, automaton, work")
          .definedBy(
              "chatrelay.moderation.lists",
              "chatrelay.moderation.unicode",
              "chatrelay.moderation.automaton",
              "chatrelay.moderation.work")
          .layer("text")
          .definedBy("chatrelay.moderation.text")
          .layer("compile")
          .definedBy("chatrelay.moderation.compile")
          .layer("files")
          .definedBy("chatrelay.moderation.files")
          .layer("scan")
          .definedBy("chatrelay.moderation.scan")
          .layer("verify")
          .definedBy("chatrelay.moderation.verify")
          .layer("mask")
          .definedBy("chatrelay.moderation.mask")
          .layer("engine")
          .definedBy("chatrelay.moderation")
          .whereLayer("engine")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("files")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("mask")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("verify")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("scan")
          .mayOnlyBeAccessedByLayers("verify", "engine")
          .whereLayer("compile")
          .mayOnlyBeAccessedByLayers("files", "scan", "verify", "engine")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers("compile", "scan", "verify", "mask", "engine");

  @ArchTest
  static final ArchRule the_moderation_should_be_used_through_its_public_packages =
      noClasses()
          .that()
          .resideOutsideOfPackages("chatrelay.moderation..", "chatrelay.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chatrelay.moderation.automaton..",
              "chatrelay.moderation.compile..",
              "chatrelay.moderation.mask..",
              "chatrelay.moderation.scan..",
              "chatrelay.moderation.text..",
              "chatrelay.moderation.unicode..",
              "chatrelay.moderation.verify..");

  @ArchTest
  static final ArchRule packages_of_the_broker_should_be_free_of_cycles =
      slices().matching("chatrelay.local.broker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule constructors_of_the_product_should_start_no_threads =
      constructors()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(PRODUCT)
          .should(startNoThread());

  @ArchTest
  static final ArchRule the_message_path_should_read_in_one_direction =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("inbound")
          .definedBy("chatrelay.worker.inbound..")
          .layer("moderate")
          .definedBy("chatrelay.worker.moderate..")
          .layer("store")
          .definedBy("chatrelay.worker.store..")
          .layer("outbound")
          .definedBy("chatrelay.worker.outbound..")
          .layer("pipeline")
          .definedBy("chatrelay.worker.pipeline..")
          .whereLayer("pipeline")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("outbound")
          .mayOnlyBeAccessedByLayers("pipeline")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("outbound", "pipeline")
          .whereLayer("moderate")
          .mayOnlyBeAccessedByLayers("store", "outbound", "pipeline");

  @ArchTest
  static final ArchRule the_broker_should_read_in_one_direction =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("wire")
          .definedBy("chatrelay.local.broker.wire..")
          .layer("auth")
          .definedBy("chatrelay.local.broker.auth..")
          .layer("channel")
          .definedBy("chatrelay.local.broker.channel..")
          .layer("realtime")
          .definedBy("chatrelay.local.broker.realtime..")
          .layer("rest")
          .definedBy("chatrelay.local.broker.rest..")
          .whereLayer("realtime")
          .mayOnlyBeAccessedByLayers("rest") // publishes for a connection, revokes, removes apps
          .whereLayer("rest")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("channel")
          .mayOnlyBeAccessedByLayers("realtime", "rest")
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("channel", "realtime", "rest");

  @ArchTest
  static final ArchRule the_runtime_should_depend_on_no_other_module =
      noClasses()
          .that()
          .resideInAPackage("chatrelay.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chatrelay.moderation..",
              "chatrelay.schema..",
              "chatrelay.worker..",
              "chatrelay.auth..");

  /** Product settings belong to the modules that use them; the runtime reads its own only. */
  @ArchTest
  static final ArchRule the_runtime_should_read_the_variables_of_logs_only =
      noClasses()
          .that()
          .resideInAPackage("chatrelay.runtime..")
          .and()
          .doNotHaveFullyQualifiedName(Variable.class.getName())
          .should()
          .accessFieldWhere(
              DescribedPredicate.describe(
                  "a variable of the product",
                  access ->
                      access.getTargetOwner().isEquivalentTo(Variable.class)
                          && !access.getTarget().getName().startsWith("LOG_")));

  @ArchTest
  static final ArchRule the_moderation_should_stand_alone =
      noClasses()
          .that()
          .resideInAPackage("chatrelay.moderation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chatrelay.runtime..",
              "chatrelay.schema..",
              "chatrelay.worker..",
              "chatrelay.auth..",
              "org.slf4j..",
              "java.sql..",
              "java.net..");

  @ArchTest
  static final ArchRule message_text_should_never_meet_a_backtracking_expression =
      noClasses()
          .that()
          .resideInAPackage("chatrelay.moderation..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..");

  @ArchTest
  static final ArchRule the_broker_sdk_should_stay_away_from_what_judges_and_stores =
      noClasses()
          .that()
          .resideInAnyPackage(
              "chatrelay.runtime..",
              "chatrelay.moderation..",
              "chatrelay.schema..",
              "chatrelay.auth..",
              "chatrelay.worker.moderate..",
              "chatrelay.worker.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ably..");

  @ArchTest
  static final ArchRule the_connection_pool_should_be_known_to_the_schema_only =
      noClasses()
          .that()
          .resideOutsideOfPackage("chatrelay.schema..")
          .and()
          .resideInAnyPackage(PRODUCT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.zaxxer..");

  @ArchTest
  static final ArchRule nobody_should_sleep =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule only_programs_should_end_the_process =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .and()
          .resideOutsideOfPackage("chatrelay.runtime..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");

  @ArchTest
  static final ArchRule names_should_say_what_a_class_is =
      classes()
          .that()
          .resideInAPackage("chatrelay..")
          .and(WRITTEN_BY_HAND)
          .should()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl");

  private static ArchCondition<JavaConstructor> startNoThread() {
    return new ArchCondition<>("start no thread") {
      @Override
      public void check(JavaConstructor constructor, ConditionEvents events) {
        constructor.getMethodCallsFromSelf().stream()
            .filter(call -> starts(call.getTarget()))
            .forEach(call ->
                events.add(SimpleConditionEvent.violated(constructor, call.getDescription())));
      }
    };
  }

  private static boolean starts(AccessTarget.MethodCallTarget called) {
    JavaClass owner = called.getOwner();
    boolean thread = owner.isAssignableTo(Thread.class) || owner.isAssignableTo(RepeatedTurn.class);
    return (thread && called.getName().equals("start"))
        || (owner.isAssignableTo(Executor.class)
            && called.getName().matches("execute|submit|schedule.*"));
  }
}
