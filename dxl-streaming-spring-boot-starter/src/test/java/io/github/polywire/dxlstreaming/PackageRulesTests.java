package io.github.polywire.dxlstreaming;

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

	private static final String ROOT = "io.github.polywire.dxlstreaming";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packageUsesOnlyThosePackagesThatItMay() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("root")
			.definedBy(ROOT)
			.layer("annotation")
			.definedBy(ROOT + ".annotation..")
			.layer("wire")
			.definedBy(ROOT + ".wire..")
			.layer("observation")
			.definedBy(ROOT + ".observation..")
			.layer("connection")
			.definedBy(ROOT + ".connection..")
			.layer("client")
			.definedBy(ROOT + ".client..")
			.layer("listener")
			.definedBy(ROOT + ".listener..")
			.layer("test")
			.definedBy(ROOT + ".test..")
			.layer("autoconfigure")
			.definedBy(ROOT + ".autoconfigure..")
			.whereLayer("root")
			.mayNotAccessAnyLayer()
			.whereLayer("annotation")
			.mayOnlyAccessLayers("root")
			.whereLayer("wire")
			.mayOnlyAccessLayers("root")
			.whereLayer("observation")
			.mayOnlyAccessLayers("root")
			.whereLayer("connection")
			.mayOnlyAccessLayers("root", "wire")
			.whereLayer("client")
			.mayOnlyAccessLayers("root", "annotation", "wire", "observation", "connection")
			.whereLayer("listener")
			.mayOnlyAccessLayers("root", "annotation", "wire", "observation", "connection")
			.whereLayer("test")
			.mayOnlyAccessLayers("root", "wire")
			.check(this.classes);
	}

	@Test
	void everyPackageIsOneOfTheTable() {
		ArchRuleDefinition.classes()
			.should()
			.resideInAnyPackage(ROOT, ROOT + ".annotation..", ROOT + ".wire..", ROOT + ".observation..",
					ROOT + ".connection..", ROOT + ".client..", ROOT + ".listener..", ROOT + ".test..",
					ROOT + ".autoconfigure..")
			.check(this.classes);
	}

	@Test
	void packagesHaveNoCycles() {
		// The root is a slice too.
		SlicesRuleDefinition.slices().matching("io.github.polywire.(**)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void annotationsHoldNoLogic() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".annotation..")
			.and()
			.doNotHaveSimpleName("package-info")
			.should()
			.beInterfaces()
			.orShould()
			.beEnums()
			.allowEmptyShould(true)
			.check(this.classes);
	}

	@Test
	void wireKnowsNoContainerOfSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + ".wire..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.context..", "org.springframework.beans..",
					"org.springframework.boot..", "org.springframework.messaging..")
			.check(this.classes);
	}

}
