package io.github.polywire.dxlstreaming.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method of a bean a listener of records. For each record, its parameters may
 * take the payload (of any type that JSON can be read as, {@code String} for the text or
 * {@code byte[]}), headers
 * ({@link org.springframework.messaging.handler.annotation.Header @Header},
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} on a
 * {@code Map<String, String>}), a {@link io.github.polywire.dxlstreaming.DxlRecord}, a
 * {@link io.github.polywire.dxlstreaming.DxlRawRecord}, and a
 * {@link io.github.polywire.dxlstreaming.DxlAcknowledgment}. With a {@code List} of
 * payloads or of records it is called once for all records of a poll. A payload parameter
 * with {@code @Valid} is validated. If the method returns a
 * {@link java.util.concurrent.CompletionStage}, the records are handled when that is
 * completed; other results are not used.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface DxlStreamListener {

	/** An {@link #offset()}: only records that come later. */
	String LATEST = "latest";

	/** An {@link #offset()}: the oldest record that is kept. */
	String EARLIEST = "earliest";

	/** An {@link #offset()}: fail until something is committed. */
	String NONE = "none";

	/**
	 * Alias for {@link #topics()}.
	 * @return the topics
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * The topics.
	 * @return names, each perhaps several with commas between
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * The id of the container. By default class and method name.
	 * @return the id
	 */
	String id() default "";

	/**
	 * The consumer group. By default {@code dxl.streaming.consumer.group}.
	 * @return the group
	 */
	String group() default "";

	/**
	 * How many consumer instances share the partitions. By default
	 * {@code dxl.streaming.listener.concurrency}.
	 * @return a positive number
	 */
	String concurrency() default "";

	/**
	 * Where the group starts in a partition in which it has committed nothing. By default
	 * {@code dxl.streaming.consumer.offset}.
	 * @return {@code latest}, {@code earliest} or {@code none}
	 */
	String offset() default "";

	/**
	 * When handled records are committed. By default
	 * {@code dxl.streaming.listener.ack-mode}.
	 * @return {@code record}, {@code batch} or {@code manual}
	 */
	String ackMode() default "";

	/**
	 * The pause after a poll that brought nothing. By default
	 * {@code dxl.streaming.consumer.poll-interval}.
	 * @return a duration such as {@code 500ms}
	 */
	String pollInterval() default "";

	/**
	 * The name of the bean that decides about records that were not handled. By default
	 * the application's only
	 * {@link io.github.polywire.dxlstreaming.DxlStreamErrorHandler}.
	 * @return the name of a bean
	 */
	String errorHandler() default "";

	/**
	 * More settings for the consumer, over {@code dxl.streaming.consumer.configs.*}.
	 * @return entries as in {@code max.poll.records=100}
	 */
	String[] configs() default {};

	/**
	 * Whether it starts with the application. By default
	 * {@code dxl.streaming.listener.auto-startup}.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

}
