package io.github.polywire.dxlstreaming;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A listener and what it is doing.
 *
 * @param id the id of its container
 * @param handler the method
 * @param topics the topics
 * @param group the consumer group
 * @param consumers the ids of its consumer instances that live
 * @param state what it is doing
 * @param lastPoll when a poll last succeeded, or {@code null}
 * @param failure why it is stopped or connecting, or {@code null}
 */
public record DxlStreamListenerInfo(String id, String handler, List<String> topics, String group,
		List<String> consumers, ContainerState state, @Nullable Instant lastPoll, @Nullable String failure) {

	/**
	 * Copies the lists.
	 * @param id the id of its container
	 * @param handler the method
	 * @param topics the topics
	 * @param group the consumer group
	 * @param consumers the ids of its consumer instances that live
	 * @param state what it is doing
	 * @param lastPoll when a poll last succeeded, or {@code null}
	 * @param failure why it is stopped or connecting, or {@code null}
	 */
	public DxlStreamListenerInfo {
		topics = List.copyOf(topics);
		consumers = List.copyOf(consumers);
	}

}
