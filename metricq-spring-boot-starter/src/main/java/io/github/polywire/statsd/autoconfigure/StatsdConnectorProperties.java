package io.github.polywire.statsd.autoconfigure;

import java.time.Duration;

import io.github.polywire.statsd.ConnectorProtocol;
import io.github.polywire.statsd.OverflowPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the StatsD connector.
 *
 * @param enabled Whether there is a connector.
 * @param host Host of the StatsD server, or path of its Unix socket. By default that of
 * management.statsd.metrics.export.
 * @param port Port of the StatsD server. By default that of
 * management.statsd.metrics.export if it is set, otherwise 8125.
 * @param protocol How lines travel. By default that of management.statsd.metrics.export
 * if it is set; otherwise tcp, if the host is set here, or else udp.
 * @param prefix What the paths of metrics start with, without the dot after it; lines of
 * Micrometer have their own names.
 * @param typePrefixes Whether counters., gauges. and timers. follow the prefix.
 * @param queueCapacity How many metrics may wait to be sent.
 * @param overflow What happens to a metric for which the queue has no room.
 * @param reconnectBackoff Pauses between attempts to connect.
 * @param connectTimeout How long one attempt to connect may take.
 * @param shutdownTimeout How long the end tries to send what waits.
 * @param maxConnectionAge When to open a new connection in place of the old one, for
 * servers behind a load balancer. By default never.
 * @param sendBuffer Size of the send buffer of the socket. By default that of the
 * operating system.
 * @param maxPacketSize Size of a datagram of several lines. A line that is longer has its
 * own.
 * @param atRiskWindow How long before the loss of a connection metrics were sent that
 * count as at risk.
 */
@ConfigurationProperties("statsd.connector")
public record StatsdConnectorProperties(@DefaultValue("true") boolean enabled, @Nullable String host,
		@Nullable Integer port, @Nullable ConnectorProtocol protocol, @Nullable String prefix,
		@DefaultValue("true") boolean typePrefixes, @DefaultValue("100000") int queueCapacity,
		@DefaultValue("drop-oldest") OverflowPolicy overflow, @DefaultValue ReconnectBackoff reconnectBackoff,
		@DefaultValue("5s") Duration connectTimeout, @DefaultValue("20s") Duration shutdownTimeout,
		@Nullable Duration maxConnectionAge, @Nullable DataSize sendBuffer,
		@DefaultValue("1400B") DataSize maxPacketSize, @DefaultValue("100ms") Duration atRiskWindow) {

	/**
	 * Pauses between attempts to connect. Each is twice as long as the one before.
	 *
	 * @param initial First pause.
	 * @param max Longest pause.
	 * @param jitter How much the first pause may vary at random; longer ones vary
	 * accordingly.
	 */
	public record ReconnectBackoff(@DefaultValue("100ms") Duration initial, @DefaultValue("5s") Duration max,
			@DefaultValue("50ms") Duration jitter) {
	}

}
