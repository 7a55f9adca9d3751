package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.ConnectorProtocol;
import io.github.polywire.statsd.StatsdDefinitionException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the properties say of the server: the connector's own first, then those of
 * Micrometer's export, then what the export would do without any.
 */
final class PropertiesStatsdConnectionDetails implements StatsdConnectionDetails {

	private static final String OWN = "statsd.connector.";

	private static final String EXPORT = "management.statsd.metrics.export.";

	private static final int DEFAULT_PORT = 8125;

	private final String host;

	private final int port;

	private final ConnectorProtocol protocol;

	/**
	 * Reads the properties.
	 * @param properties the connector's own
	 * @param environment has those of the export
	 * @param exporting whether Micrometer exports to StatsD, to localhost if nothing says
	 * otherwise
	 */
	PropertiesStatsdConnectionDetails(StatsdConnectorProperties properties, Environment environment,
			boolean exporting) {
		Binder binder = Binder.get(environment);
		this.host = host(properties.host(), binder, exporting);
		ConnectorProtocol defaultProtocol = (properties.host() != null) ? ConnectorProtocol.TCP : ConnectorProtocol.UDP;
		this.protocol = (properties.protocol() != null) ? properties.protocol()
				: binder.bind(EXPORT + "protocol", ConnectorProtocol.class).orElse(defaultProtocol);
		this.port = (properties.port() != null) ? StatsdPropertiesValidator.port(OWN + "port", properties.port())
				: StatsdPropertiesValidator.port(EXPORT + "port",
						binder.bind(EXPORT + "port", Integer.class).orElse(DEFAULT_PORT));
	}

	private static String host(@Nullable String own, Binder binder, boolean exporting) {
		if (own != null) {
			if (!StringUtils.hasText(own)) {
				throw new InvalidConfigurationPropertyValueException(OWN + "host", own, "it must not be empty");
			}
			return own;
		}
		String exported = binder.bind(EXPORT + "host", String.class).orElse(exporting ? "localhost" : "");
		if (!StringUtils.hasText(exported)) {
			throw new StatsdDefinitionException("The StatsD connector has no host to send to",
					"Set statsd.connector.host, or statsd.connector.enabled=false to do without a connector", null);
		}
		return exported;
	}

	@Override
	public String getHost() {
		return this.host;
	}

	@Override
	public int getPort() {
		return this.port;
	}

	@Override
	public ConnectorProtocol getProtocol() {
		return this.protocol;
	}

}
