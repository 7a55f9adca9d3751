package io.github.polywire.rabibridge.plugin;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationImportListener;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Imports the auto-configurations that a plugin's jar names, in the order they ask for,
 * and none of the application's, which its context has already.
 */
class PluginAutoConfigurations extends AutoConfigurationImportSelector {

	/** The bean that names them. */
	static final String NAMES = "rabiBridgePluginAutoConfigurations";

	@Override
	protected AnnotationAttributes getAttributes(AnnotationMetadata metadata) {
		return new AnnotationAttributes();
	}

	@Override
	protected List<String> getCandidateConfigurations(AnnotationMetadata metadata,
			@Nullable AnnotationAttributes attributes) {
		Names names = (Names) getBeanFactory().getSingleton(NAMES);
		return (names != null) ? names.names() : List.of();
	}

	@Override
	protected Set<String> getExclusions(AnnotationMetadata metadata, @Nullable AnnotationAttributes attributes) {
		return Set.copyOf(getExcludeAutoConfigurationsProperty());
	}

	/**
	 * The application's filters. The loader of factories would remember a class loader
	 * that it is given, so it is not given the plugin's.
	 */
	@Override
	protected List<AutoConfigurationImportFilter> getAutoConfigurationImportFilters() {
		return SpringFactoriesLoader.loadFactories(AutoConfigurationImportFilter.class,
				getBeanClassLoader().getParent());
	}

	@Override
	protected List<AutoConfigurationImportListener> getAutoConfigurationImportListeners() {
		return List.of();
	}

	@Override
	protected void handleInvalidExcludes(List<String> invalidExcludes) {
		// They are valid for the application.
	}

	/**
	 * The auto-configurations of a plugin.
	 *
	 * @param names the names of their classes
	 */
	record Names(List<String> names) {

	}

}
