package io.github.polywire.metricq.autoconfigure;

import java.time.Duration;

import io.github.polywire.metricq.FailureAction;
import io.github.polywire.metricq.OverflowPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the MetricQ starter.
 *
 * @param enabled Whether the starter is on.
 * @param url AMQP URL of the management broker, with credentials and virtual host. By
 * default the broker of spring.rabbitmq.
 * @param ssl TLS of the broker that the URL names.
 * @param failFast Whether the start fails if what is used at start cannot connect,
 * register or subscribe.
 * @param rpcTimeout How long to wait for the answer to an RPC.
 * @param connectionTimeout How long a connection may be missing before its agent gives up
 * and stops.
 * @param shutdownOnFailure Whether the application is closed when an agent stops because
 * of a failure.
 * @param maxBodySize Largest message that is read.
 * @param reconnect Pauses between attempts to connect, register and subscribe.
 * @param client Agent that asks the manager and other agents.
 * @param source Agent that sends points.
 * @param sink Agent that gets points.
 * @param listener Listeners of points.
 * @param history Agent that asks databases.
 * @param transformer Agents that make points of points.
 * @param db Agents that store points and answer history requests.
 */
@ConfigurationProperties("metricq")
public record MetricqProperties(@DefaultValue("true") boolean enabled, @Nullable String url, @DefaultValue Ssl ssl,
		@DefaultValue("false") boolean failFast, @DefaultValue("60s") Duration rpcTimeout,
		@DefaultValue("600s") Duration connectionTimeout, @DefaultValue("false") boolean shutdownOnFailure,
		@DefaultValue("16MB") DataSize maxBodySize, @DefaultValue Reconnect reconnect, @DefaultValue Client client,
		@DefaultValue Source source, @DefaultValue Sink sink, @DefaultValue Listener listener,
		@DefaultValue History history, @DefaultValue Transformer transformer, @DefaultValue Db db) {

	@Override
	public String toString() {
		// The URL holds a password.
		return "MetricqProperties[enabled=" + this.enabled + "]";
	}

	/**
	 * TLS of the broker that the URL names.
	 *
	 * @param bundle SSL bundle for an amqps URL. By default what the JVM trusts.
	 */
	public record Ssl(@Nullable String bundle) {
	}

	/**
	 * Pauses between attempts.
	 *
	 * @param initialInterval First pause.
	 * @param multiplier How much longer each further pause is.
	 * @param maxInterval Longest pause.
	 */
	public record Reconnect(@DefaultValue("1s") Duration initialInterval, @DefaultValue("2") double multiplier,
			@DefaultValue("30s") Duration maxInterval) {
	}

	/**
	 * Agent that asks the manager and other agents.
	 *
	 * @param token Start of the token, to which a UUID is added. By default client- and
	 * the application's name.
	 */
	public record Client(@Nullable String token) {
	}

	/**
	 * Agent that sends points.
	 *
	 * @param token Token, for which the manager must have a configuration. By default
	 * source- and the application's name.
	 * @param chunkSize How many points a chunk holds. With 0 points leave only by flush.
	 * @param maxChunkAge How long a point waits for its chunk to fill. With 0 for ever.
	 * @param bufferSize How much may wait for the broker's confirmation.
	 * @param overflow What is done with a point for which the buffer has no room.
	 * @param blockTimeout How long a sender waits for room in the buffer, if it waits.
	 * @param persistent Whether the broker keeps chunks on disk in durable queues.
	 * @param shutdownTimeout How long the end waits for the broker's confirmations.
	 */
	public record Source(@Nullable String token, @DefaultValue("1") int chunkSize,
			@DefaultValue("1s") Duration maxChunkAge, @DefaultValue("64MB") DataSize bufferSize,
			@DefaultValue("block") OverflowPolicy overflow, @DefaultValue("30s") Duration blockTimeout,
			@DefaultValue("true") boolean persistent, @DefaultValue("20s") Duration shutdownTimeout) {
	}

	/**
	 * Agent that gets points.
	 *
	 * @param token Start of the token, to which a UUID is added unless the sink is
	 * durable. By default sink- and the application's name.
	 * @param durable Whether the token is the sink's own, for which the manager must have
	 * a configuration.
	 */
	public record Sink(@Nullable String token, @DefaultValue("false") boolean durable) {
	}

	/**
	 * Listeners of points.
	 *
	 * @param expires How long a queue lives without a consumer.
	 * @param concurrency How many metrics a listener handles side by side.
	 * @param prefetch How many chunks the broker sends ahead to a listener.
	 * @param batchSize How many chunks a listener of lists gets at once, at most.
	 * @param retry Calls of a listener that failed.
	 * @param onFailure What becomes of a chunk that a listener failed to handle for good.
	 * @param autoStartup Whether listeners subscribe when the application starts.
	 * @param shutdownTimeout How long the end waits for chunks that are being handled.
	 */
	public record Listener(@DefaultValue("600s") Duration expires, @DefaultValue("32") int concurrency,
			@DefaultValue("400") int prefetch, @DefaultValue("100") int batchSize, @DefaultValue Retry retry,
			@DefaultValue("drop") FailureAction onFailure, @DefaultValue("true") boolean autoStartup,
			@DefaultValue("20s") Duration shutdownTimeout) {
	}

	/**
	 * Calls that failed.
	 *
	 * @param maxRetries How often a failed call is made again.
	 * @param initialInterval First pause before that.
	 * @param multiplier How much longer each further pause is.
	 * @param maxInterval Longest pause.
	 */
	public record Retry(@DefaultValue("2") int maxRetries, @DefaultValue("1s") Duration initialInterval,
			@DefaultValue("2") double multiplier, @DefaultValue("10s") Duration maxInterval) {
	}

	/**
	 * Agent that asks databases.
	 *
	 * @param token Start of the token, to which a UUID is added. By default history- and
	 * the application's name.
	 * @param timeout How long to wait for a database's answer.
	 */
	public record History(@Nullable String token, @DefaultValue("60s") Duration timeout) {
	}

	/**
	 * Agents that make points of points.
	 *
	 * @param token Token, for which the manager must have a configuration. By default
	 * transformer- and the application's name.
	 * @param concurrency How many metrics a transformer handles side by side.
	 * @param prefetch How many chunks the broker sends ahead to a transformer.
	 * @param batchSize How many chunks a transformer of lists gets at once, at most.
	 * @param retry Calls of a transformer that failed.
	 * @param onFailure What becomes of a chunk that could not be transformed for good.
	 * @param autoStartup Whether transformers subscribe when the application starts.
	 * @param shutdownTimeout How long the end waits for chunks that are being handled.
	 */
	public record Transformer(@Nullable String token, @DefaultValue("32") int concurrency,
			@DefaultValue("400") int prefetch, @DefaultValue("100") int batchSize, @DefaultValue Retry retry,
			@DefaultValue("requeue") FailureAction onFailure, @DefaultValue("true") boolean autoStartup,
			@DefaultValue("20s") Duration shutdownTimeout) {
	}

	/**
	 * Agents that store points and answer history requests.
	 *
	 * @param token Token, for which the manager must have a configuration. By default db-
	 * and the application's name.
	 * @param concurrency How many metrics a database stores side by side.
	 * @param historyConcurrency How many history requests a database answers at once.
	 * @param prefetch How many chunks the broker sends ahead to a database.
	 * @param batchSize How many chunks a database stores at once, at most.
	 * @param retry Calls of a database that failed to store.
	 * @param onFailure What becomes of a chunk that could not be stored for good.
	 * @param autoStartup Whether databases subscribe when the application starts.
	 * @param shutdownTimeout How long the end waits for chunks and requests that are
	 * being handled.
	 */
	public record Db(@Nullable String token, @DefaultValue("32") int concurrency,
			@DefaultValue("8") int historyConcurrency, @DefaultValue("400") int prefetch,
			@DefaultValue("100") int batchSize, @DefaultValue Retry retry,
			@DefaultValue("requeue") FailureAction onFailure, @DefaultValue("true") boolean autoStartup,
			@DefaultValue("20s") Duration shutdownTimeout) {
	}

}
