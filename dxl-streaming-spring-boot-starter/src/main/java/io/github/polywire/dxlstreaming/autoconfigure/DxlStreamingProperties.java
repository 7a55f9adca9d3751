package io.github.polywire.dxlstreaming.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.FailureAction;
import io.github.polywire.dxlstreaming.OffsetReset;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the DXL streaming starter.
 *
 * @param enabled Whether the starter is on.
 * @param baseUrl URL of the service, to which the paths are added.
 * @param failFast Whether the start fails if the login fails.
 * @param pathPrefix Path before both consumer and producer paths, in the place of their
 * own prefixes.
 * @param consumerPathPrefix Path before consumer paths.
 * @param producerPathPrefix Path before producer paths.
 * @param connectTimeout How long to wait for a connection.
 * @param readTimeout How long a response may be silent, and its body may take.
 * @param maxResponseSize Largest response that is read.
 * @param auth How to get tokens.
 * @param ssl TLS.
 * @param proxy HTTP proxy.
 * @param retry Pauses between attempts.
 * @param consumer How channels and listeners consume.
 * @param producer How the template sends.
 * @param listener Listeners of records.
 */
@ConfigurationProperties("dxl.streaming")
public record DxlStreamingProperties(@DefaultValue("true") boolean enabled, @Nullable String baseUrl,
		@DefaultValue("false") boolean failFast, @Nullable String pathPrefix,
		@DefaultValue("/databus/consumer-service/v1") String consumerPathPrefix,
		@DefaultValue("/databus/cloudproxy/v1") String producerPathPrefix, @DefaultValue("5s") Duration connectTimeout,
		@DefaultValue("30s") Duration readTimeout, @DefaultValue("16MB") DataSize maxResponseSize,
		@DefaultValue Auth auth, @DefaultValue Ssl ssl, @DefaultValue Proxy proxy, @DefaultValue Retry retry,
		@DefaultValue Consumer consumer, @DefaultValue Producer producer, @DefaultValue Listener listener) {

	/**
	 * How to get tokens: one of user, client and token.
	 *
	 * @param baseUrl URL of the service that logs in. By default the one of the service.
	 * @param username User to log in.
	 * @param password Password of the user.
	 * @param token Token that is given and not renewed.
	 * @param client Client to get tokens for.
	 */
	public record Auth(@Nullable String baseUrl, @Nullable String username, @Nullable String password,
			@Nullable String token, @DefaultValue Client client) {

		@Override
		public String toString() {
			return "Auth[username=" + this.username + "]";
		}

	}

	/**
	 * Client to get tokens for.
	 *
	 * @param id Id of the client.
	 * @param secret Secret of the client.
	 * @param scope Scopes, separated by blanks.
	 * @param grantType Kind of grant.
	 * @param audience Audience of the tokens.
	 */
	public record Client(@Nullable String id, @Nullable String secret, @Nullable String scope,
			@DefaultValue("client_credentials") String grantType, @Nullable String audience) {

		@Override
		public String toString() {
			return "Client[id=" + this.id + "]";
		}

	}

	/**
	 * TLS.
	 *
	 * @param bundle SSL bundle. By default what the JVM trusts.
	 * @param verify Whether certificates and host names are verified. The Python client
	 * does not unless it is given a bundle.
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("true") boolean verify) {
	}

	/**
	 * HTTP proxy.
	 *
	 * @param host Host of the proxy. By default there is none.
	 * @param port Port of the proxy.
	 * @param username User at the proxy.
	 * @param password Password of that user.
	 */
	public record Proxy(@Nullable String host, @DefaultValue("8080") int port, @Nullable String username,
			@Nullable String password) {

		@Override
		public String toString() {
			return "Proxy[host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Pauses between attempts.
	 *
	 * @param initial First pause.
	 * @param max Longest pause.
	 * @param multiplier How much longer each further pause is.
	 * @param jitter By which part pauses vary at random, from 0 to 1.
	 * @param maxAttempts How often a call is made at most. With 0 any number of times.
	 */
	public record Retry(@DefaultValue("2s") Duration initial, @DefaultValue("10s") Duration max,
			@DefaultValue("2") double multiplier, @DefaultValue("0.1") double jitter,
			@DefaultValue("0") int maxAttempts) {
	}

	/**
	 * How channels and listeners consume.
	 *
	 * @param group Consumer group.
	 * @param offset Where a group starts that has committed nothing.
	 * @param sessionTimeout How long a consumer may be silent. 60s by default, unless set
	 * by consumer.configs. Needs request-timeout.
	 * @param requestTimeout How long the service waits for its broker. 70s by default.
	 * Must be longer than session-timeout.
	 * @param configs More settings of consumers, as max.poll.records.
	 * @param filter What records must be like, by topic.
	 * @param multiTenant Whether the records of all tenants come.
	 * @param pollInterval Pause of a listener after a poll that brought nothing.
	 * @param pollTimeout How long a poll may wait for records in the service. By default
	 * the service decides.
	 * @param retryOnFail Whether channels make calls again that failed temporarily.
	 */
	public record Consumer(@Nullable String group, @DefaultValue("latest") OffsetReset offset,
			@Nullable Duration sessionTimeout, @Nullable Duration requestTimeout,
			@DefaultValue Map<String, String> configs, @DefaultValue Map<String, Map<String, String>> filter,
			@DefaultValue("true") boolean multiTenant, @DefaultValue("1s") Duration pollInterval,
			@Nullable Duration pollTimeout, @DefaultValue("true") boolean retryOnFail) {
	}

	/**
	 * How the template sends.
	 *
	 * @param concurrency How many requests are made side by side. More than one gives up
	 * the order of sends.
	 * @param queueCapacity How many requests may wait.
	 * @param shutdownTimeout How long the end waits for them.
	 */
	public record Producer(@DefaultValue("1") int concurrency, @DefaultValue("1000") int queueCapacity,
			@DefaultValue("20s") Duration shutdownTimeout) {
	}

	/**
	 * Listeners of records.
	 *
	 * @param concurrency How many consumers a listener has.
	 * @param ackMode When handled records are committed.
	 * @param autoStartup Whether listeners start with the application.
	 * @param shutdownTimeout How long the end waits for records that are being handled.
	 * @param lagInterval How often the service is asked for the lag. With 0 never.
	 * @param error What becomes of records that were not handled.
	 */
	public record Listener(@DefaultValue("1") int concurrency, @DefaultValue("batch") DxlAckMode ackMode,
			@DefaultValue("true") boolean autoStartup, @DefaultValue("20s") Duration shutdownTimeout,
			@DefaultValue("1m") Duration lagInterval, @DefaultValue ErrorHandling error) {
	}

	/**
	 * What becomes of records that were not handled.
	 *
	 * @param maxRetries How often a listener is called again.
	 * @param initial First pause before that.
	 * @param multiplier How much longer each further pause is.
	 * @param max Longest pause.
	 * @param action What is done after that. By default dead-letter if there is a topic
	 * or a recoverer for it, else skip.
	 * @param deadLetterTopic Topic that records are sent to.
	 */
	public record ErrorHandling(@DefaultValue("2") int maxRetries, @DefaultValue("1s") Duration initial,
			@DefaultValue("2") double multiplier, @DefaultValue("10s") Duration max, @Nullable FailureAction action,
			@Nullable String deadLetterTopic) {
	}

}
