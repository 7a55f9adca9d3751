package io.github.polywire.rabibridge;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The call that a handler is serving. A handler method gets it by declaring a parameter
 * of this type, which takes no argument of the call. Immutable and thread-safe.
 */
public interface RemoteCallContext {

	/**
	 * The function called.
	 * @return the function
	 */
	FunctionKey function();

	/**
	 * The correlation id that the caller chose.
	 * @return the correlation id, or {@code null} if the request has none
	 */
	@Nullable String correlationId();

	/**
	 * The queue that the reply goes to.
	 * @return the queue's name
	 */
	String replyTo();

	/**
	 * The headers of the request, as the caller sent them.
	 * @return an immutable map, empty if there are none
	 */
	Map<String, Object> headers();

	/**
	 * Whether the broker delivered this request before. The protocol is at-least-once: a
	 * server that dies before it acknowledged may have executed it.
	 * @return {@code true} if the request may have been executed before
	 */
	boolean redelivered();

	/**
	 * How long the caller still waits, counted from the receipt of the request.
	 * @return the time left, zero when it is up, or {@code null} if the caller did not
	 * say
	 */
	@Nullable Duration timeLeft();

}
