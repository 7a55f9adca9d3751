package io.github.polywire.metricq.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * What is needed to connect to the management broker of a MetricQ network.
 */
public interface MetricqConnectionDetails extends ConnectionDetails {

	/**
	 * The broker's URL.
	 * @return an {@code amqp} or {@code amqps} URL with credentials and virtual host, or
	 * {@code null} if it is the broker of Boot's {@code RabbitConnectionDetails}
	 */
	@Nullable String getUrl();

	/**
	 * The SSL bundle for an {@code amqps} URL.
	 * @return the bundle, or {@code null} for what the JVM trusts
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
