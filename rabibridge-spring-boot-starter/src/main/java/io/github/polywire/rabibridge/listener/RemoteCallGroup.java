package io.github.polywire.rabibridge.listener;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.wire.CallMessage;
import io.github.polywire.rabibridge.wire.ValueConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Functions that come and go together, such as those of a plugin. They run with the
 * group's own class loader as the thread's, and their results become wire values by its
 * own converter, so that nothing of the application keeps their types. A group is filled
 * by a {@link RemoteCallAnnotationBeanPostProcessor} and served by
 * {@link RemoteCallRegistry#replace}. Thread-safe.
 */
public final class RemoteCallGroup {

	private final String name;

	private final ClassLoader classLoader;

	private final ValueConverter converter;

	private final Map<FunctionKey, RemoteCallEndpoint> endpoints = new LinkedHashMap<>();

	/**
	 * Creates a group without functions.
	 * @param name what the functions are from, for messages: {@code plugin a.jar}
	 * @param classLoader the class loader of the functions
	 * @param converter binds arguments and turns results into wire values
	 */
	public RemoteCallGroup(String name, ClassLoader classLoader, ValueConverter converter) {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(classLoader, "'classLoader' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		this.name = name;
		this.classLoader = classLoader;
		this.converter = converter;
	}

	/**
	 * What the functions are from.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The functions of this group.
	 * @return a snapshot, in the order in which they were found
	 */
	public Set<FunctionKey> functions() {
		synchronized (this.endpoints) {
			return Collections.unmodifiableSet(new LinkedHashSet<>(this.endpoints.keySet()));
		}
	}

	ValueConverter converter() {
		return this.converter;
	}

	Collection<RemoteCallEndpoint> endpoints() {
		synchronized (this.endpoints) {
			return List.copyOf(this.endpoints.values());
		}
	}

	void add(RemoteCallEndpoint endpoint) {
		RemoteCallEndpoint added = new RemoteCallEndpoint(endpoint.function(), endpoint.options(),
				new GroupHandler(endpoint.handler(), this.classLoader, this.converter),
				endpoint.origin() + " of " + this.name);
		synchronized (this.endpoints) {
			for (RemoteCallEndpoint other : this.endpoints.values()) {
				added.checkDiffersFrom(other);
			}
			this.endpoints.put(added.function(), added);
		}
	}

	private record GroupHandler(RequestHandler handler, ClassLoader classLoader,
			ValueConverter converter) implements RequestHandler {

		@Override
		public @Nullable Object handle(CallMessage call, RemoteCallContext context) throws Throwable {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(this.classLoader);
			try {
				return this.handler.handle(call, context);
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

		@Override
		public @Nullable Object toWireValue(@Nullable Object result) {
			return this.converter.toWireValue(result);
		}

	}

}
