package io.github.polywire.dxlstreaming;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * A consumer of a group, and a producer, in the operations of {@code Channel} of the
 * Python client. Get one from a {@link DxlStreamChannelFactory} and close it. One thread
 * consumes; {@link #stop()}, {@link #destroy()} and {@link #produce} may be called from
 * any other.
 * <p>
 * Calls that fail temporarily are made again after the pauses of
 * {@code dxl.streaming.retry.*}, unless {@link #setRetryOnFail} says otherwise. Every
 * operation throws {@link PermanentException} after {@link #destroy()}.
 */
public interface Channel extends AutoCloseable {

	/**
	 * Makes a consumer instance, in the place of one that this channel has.
	 * @throws TemporaryException if it failed and is not tried again
	 * @throws PermanentException if the channel has no consumer group
	 */
	void create();

	/**
	 * Subscribes to topics, in the place of those before. Makes a consumer instance if
	 * there is none.
	 * @param topics the topics
	 * @throws ConsumerException if the service does not know the instance, and it is not
	 * tried again
	 * @throws TemporaryException if it failed and is not tried again
	 * @throws PermanentException if there are no topics
	 */
	void subscribe(Collection<String> topics);

	/**
	 * Subscribes to topics, as {@link #subscribe(Collection)}.
	 * @param topics the topics
	 */
	default void subscribe(String... topics) {
		subscribe(List.of(topics));
	}

	/**
	 * Asks the service which topics the consumer is subscribed to.
	 * @return the topics
	 */
	List<String> subscriptions();

	/**
	 * Changes what records must be like, also for later instances.
	 * @param filter the filter as the service defines it
	 */
	void updateFilter(Map<String, Object> filter);

	/**
	 * Consumes records of the subscribed topics.
	 * @return the records, perhaps none, their payloads as JSON
	 * @throws ConsumerException if the service does not know the instance, and it is not
	 * tried again
	 * @throws TemporaryException if it failed and is not tried again
	 * @throws PayloadException if a payload is not JSON; what was consumed is not
	 * committed and comes again
	 * @throws PermanentException if the channel is not subscribed
	 */
	List<DxlRecord<JsonNode>> consume();

	/**
	 * Consumes records of the subscribed topics, as {@link #consume()}.
	 * @param <T> the type of the payloads
	 * @param type the type of the payloads
	 * @return the records
	 */
	<T> List<DxlRecord<T>> consume(Class<T> type);

	/**
	 * Consumes records of the subscribed topics as {@link #consume()}, and leaves their
	 * payloads as they are.
	 * @return the records
	 */
	List<DxlRawRecord> consumeRaw();

	/**
	 * Commits all records that were consumed since the last commit. Sends nothing if
	 * there are none.
	 * @throws ConsumerException if the service does not know the instance: the records
	 * come again
	 * @throws TemporaryException if it failed and is not tried again
	 */
	void commit();

	/**
	 * Consumes, calls back and commits until the callback returns {@code false} or
	 * throws, or {@link #stop()} is called. If the service loses the consumer, a new one
	 * goes on from the last commit; with {@link #isRetryOnFail()} off, the run ends
	 * instead.
	 * @param callback handles records
	 * @param waitBetweenQueries the pause after a poll that brought nothing; after one
	 * with records there is none
	 * @param topics the topics to subscribe to, or none for those that the channel is
	 * subscribed to
	 * @throws PermanentException if a run is in progress, or there are no topics
	 * @throws TemporaryException if a call failed and is not tried again
	 * @throws DxlStreamingException around a checked exception of the callback
	 */
	void run(ChannelCallback callback, Duration waitBetweenQueries, Collection<String> topics);

	/**
	 * Runs as {@link #run(ChannelCallback, Duration, Collection)}, with a pause of 30
	 * seconds after a poll that brought nothing.
	 * @param callback handles records
	 * @param topics the topics
	 */
	default void run(ChannelCallback callback, String... topics) {
		run(callback, Duration.ofSeconds(30), List.of(topics));
	}

	/**
	 * Ends the run and waits for it. What the callback has handled is committed. Called
	 * from the callback, it ends the run after that and does not wait.
	 */
	void stop();

	/**
	 * Sends records. Not made again if it fails, for they would be sent twice; only with
	 * a new token, if the service refuses that of the channel.
	 * @param messages the records
	 * @throws PermanentException if the service answers with an error
	 * @throws TemporaryException if the service cannot be reached; it may have taken the
	 * records
	 */
	void produce(List<DxlMessage> messages);

	/**
	 * Sends a record.
	 * @param message the record
	 */
	default void produce(DxlMessage message) {
		produce(List.of(message));
	}

	/**
	 * Deletes the consumer instance, if there is one. Not made again if it fails.
	 * @throws TemporaryException if it failed
	 */
	void delete();

	/**
	 * Forgets the consumer instance, its cookies, its topics and what it consumed,
	 * without telling the service.
	 */
	void reset();

	/**
	 * Ends a run, deletes the consumer instance and ends the channel. Does nothing if it
	 * was destroyed.
	 * @throws TemporaryException if the instance cannot be deleted: the channel lives on
	 */
	void destroy();

	/**
	 * Destroys the channel.
	 */
	@Override
	default void close() {
		destroy();
	}

	/**
	 * Whether calls that failed temporarily are made again.
	 * @return whether
	 */
	boolean isRetryOnFail();

	/**
	 * Sets whether calls that failed temporarily are made again.
	 * @param retryOnFail whether
	 */
	void setRetryOnFail(boolean retryOnFail);

}
