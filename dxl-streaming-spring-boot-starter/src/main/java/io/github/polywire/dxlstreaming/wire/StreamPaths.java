package io.github.polywire.dxlstreaming.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * The paths of the service.
 *
 * @param consumer what comes before {@code /consumers}
 * @param producer what comes before {@code /produce}
 */
public record StreamPaths(String consumer, String producer) {

	/** Where consumers are by default. */
	public static final String DEFAULT_CONSUMER_PREFIX = "/databus/consumer-service/v1";

	/** Where records are sent to by default. */
	public static final String DEFAULT_PRODUCER_PREFIX = "/databus/cloudproxy/v1";

	/** Where a user logs in. */
	public static final String LOGIN = "/identity/v1/login";

	/** Where a client gets a token. */
	public static final String TOKEN = "/iam/v1.4/token";

	/** The media type of records that are sent. */
	public static final String RECORDS_MEDIA_TYPE = "application/vnd.dxl.intel.records.v1+json";

	private static final String LAG = "/v1/consumers/consumergroup/topic-wise-lag/";

	/**
	 * Makes prefixes begin with a slash and end without.
	 * @param consumer the prefix of consumers
	 * @param producer the prefix of producing
	 */
	public StreamPaths {
		consumer = normalize(consumer);
		producer = normalize(producer);
	}

	/**
	 * Makes the paths.
	 * @param both a prefix for both, which is used if it is not empty, or {@code null}
	 * @param consumer the prefix of consumers
	 * @param producer the prefix of producing
	 * @return the paths
	 */
	public static StreamPaths of(@Nullable String both, String consumer, String producer) {
		return (both != null && !both.isEmpty()) ? new StreamPaths(both, both) : new StreamPaths(consumer, producer);
	}

	private static String normalize(String prefix) {
		String path = prefix.strip().replaceAll("/+$", "");
		return (path.isEmpty() || path.startsWith("/")) ? path : "/" + path;
	}

	/**
	 * Where consumers are made.
	 * @return the path
	 */
	public String consumers() {
		return this.consumer + "/consumers";
	}

	/**
	 * Where a consumer is.
	 * @param id its id
	 * @return the path
	 */
	public String consumer(String id) {
		return consumers() + "/" + UriUtils.encodePathSegment(id, StandardCharsets.UTF_8);
	}

	/**
	 * Where a consumer's records are.
	 * @param id its id
	 * @param timeout how long to wait for records, or {@code null}
	 * @param filter whether a filter applies
	 * @param multiTenant whether the records of all tenants come
	 * @return the path, with a query if any of these is not the default
	 */
	public String records(String id, @Nullable Duration timeout, boolean filter, boolean multiTenant) {
		List<String> query = new ArrayList<>();
		if (timeout != null) {
			query.add("timeout=" + timeout.toMillis());
		}
		if (filter) {
			query.add("filter=true");
		}
		if (!multiTenant) {
			query.add("multi_tenant=false");
		}
		String path = consumer(id) + "/records";
		return query.isEmpty() ? path : path + "?" + String.join("&", query);
	}

	/**
	 * Where records are sent to.
	 * @return the path
	 */
	public String produce() {
		return this.producer + "/produce";
	}

	/**
	 * Where the lag of a consumer group is.
	 * @param group the group
	 * @return the path
	 */
	public String lag(String group) {
		return LAG + UriUtils.encodePathSegment(group, StandardCharsets.UTF_8);
	}

}
