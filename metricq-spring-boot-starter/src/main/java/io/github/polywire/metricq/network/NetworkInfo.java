package io.github.polywire.metricq.network;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a network of one's own.
 *
 * @param state what it is doing
 * @param failure why it does not serve, or {@code null}
 * @param dataServerAddress where clients are told to connect for data
 * @param metricCount how many metrics are known
 * @param configuredTokens the clients that have a configuration
 * @param requests what became of requests
 * @param database the database in memory, or {@code null} if there is none
 */
public record NetworkInfo(NetworkState state, @Nullable String failure, String dataServerAddress, int metricCount,
		List<String> configuredTokens, Requests requests, @Nullable Database database) {

	/**
	 * What became of requests.
	 *
	 * @param answered how many were answered with a result
	 * @param failed how many were answered with an error
	 * @param rejected how many messages were no requests
	 */
	public record Requests(long answered, long failed, long rejected) {

	}

	/**
	 * What the database in memory has and did.
	 *
	 * @param metricCount of how many metrics it has points
	 * @param pointCount how many points it has
	 * @param received how many points it received
	 * @param answered how many history requests it answered
	 * @param rejected how many messages were neither chunks nor requests
	 */
	public record Database(int metricCount, long pointCount, long received, long answered, long rejected) {

	}

}
