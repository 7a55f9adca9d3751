package io.github.polywire.metricq.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;

/**
 * What the properties say of the broker.
 */
final class PropertiesMetricqConnectionDetails implements MetricqConnectionDetails {

	private final MetricqProperties properties;

	private final @Nullable SslBundles bundles;

	PropertiesMetricqConnectionDetails(MetricqProperties properties, @Nullable SslBundles bundles) {
		this.properties = properties;
		this.bundles = bundles;
	}

	@Override
	public @Nullable String getUrl() {
		return this.properties.url();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.properties.ssl().bundle();
		if (name == null) {
			return null;
		}
		Assert.notNull(this.bundles, "SSL bundle '" + name + "' cannot be used: there are no SSL bundles");
		try {
			return this.bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException("metricq.ssl.bundle", name,
					"There is no SSL bundle of this name; define it by spring.ssl.bundle.pem.%s or spring.ssl.bundle.jks.%s."
						.formatted(name, name));
		}
	}

}
