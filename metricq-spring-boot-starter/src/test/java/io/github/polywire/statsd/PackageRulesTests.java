package io.github.polywire.statsd;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * Which package may use which.
 */
class PackageRulesTests {

	private static final String ROOT = "io.github.polywire.statsd";

	private static final String METRICQ = "io.github.polywire.metricq";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packageUsesOnlyThosePackagesThatItMay() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("root")
			.definedBy(ROOT)
			.layer("wire")
			.definedBy(ROOT + ".wire..")
			.layer("connection")
			.definedBy(ROOT + ".connection..")
			.layer("client")
			.definedBy(ROOT + ".client..")
			.layer("test")
			.definedBy(ROOT + ".test..")
			.layer("autoconfigure")
			.definedBy(ROOT + ".autoconfigure..")
			.whereLayer("root")
			.mayNotAccessAnyLayer()
			.whereLayer("wire")
			.mayOnlyAccessLayers("root")
			.whereLayer("connection")
			.mayOnlyAccessLayers("root", "wire")
			.whereLayer("client")
			.mayOnlyAccessLayers("root", "wire", "connection")
			.whereLayer("test")
			.mayOnlyAccessLayers("root", "wire")
			.check(this.classes);
	}

	@Test
	void everyPackageIsOneOfTheTable() {
		ArchRuleDefinition.classes()
			.should()
			.resideInAnyPackage(ROOT, ROOT + ".wire..", ROOT + ".connection..", ROOT + ".client..", ROOT + ".test..",
					ROOT + ".autoconfigure..")
			.check(this.classes);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching("io.github.polywire.(**)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void knowsNeitherMetricqNorRabbit() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(METRICQ + "..", "com.rabbitmq..", "org.springframework.amqp..",
					"org.springframework.boot.amqp..")
			.check(this.classes);
	}

	@Test
	void metricqDoesNotKnowIt() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + "..")
			.check(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
				.importPackages(METRICQ));
	}

	@Test
	void onlyAutoConfigurationKnowsMicrometer() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer..")
			.check(this.classes);
	}

}
