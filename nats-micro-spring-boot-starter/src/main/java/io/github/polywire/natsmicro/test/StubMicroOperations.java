package io.github.polywire.natsmicro.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroHeaders;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Stands for the NATS network in a test: as a bean it takes the place of the
 * {@code MicroTemplate}, for declarative clients too. Bodies are converted as on the
 * wire, so what could not be sent fails here as well. Thread-safe. <pre class="code">
 * StubMicroOperations calls = new StubMicroOperations().returning("v2.create", new Order(1));
 * </pre>
 */
public final class StubMicroOperations implements MicroOperations {

	private static final int UNCAUGHT = 500;

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final Map<String, Service> services = new ConcurrentHashMap<>();

	private final List<MicroCall> calls = new CopyOnWriteArrayList<>();

	/**
	 * Lets a subject answer with a body.
	 * @param subject the subject
	 * @param result the body, as a handler would return it, {@code null} for an empty one
	 * @return this object
	 */
	public StubMicroOperations returning(String subject, @Nullable Object result) {
		return serving(subject, (call) -> result);
	}

	/**
	 * Lets a subject fail. A {@link NatsMicroException} reaches the caller as it is;
	 * anything else becomes the error 500 that a service makes of it.
	 * @param subject the subject
	 * @param failure what is thrown
	 * @return this object
	 */
	public StubMicroOperations failing(String subject, Exception failure) {
		return serving(subject, (call) -> {
			throw failure;
		});
	}

	/**
	 * Serves a subject.
	 * @param subject the subject
	 * @param service answers its calls
	 * @return this object
	 */
	public StubMicroOperations serving(String subject, Service service) {
		this.services.put(MicroNames.subject(subject), service);
		return this;
	}

	/**
	 * The calls that were made.
	 * @return the calls in order
	 */
	public List<MicroCall> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T request(MicroCall call, ParameterizedTypeReference<T> resultType) {
		this.calls.add(call);
		checkSendable(call);
		Service service = this.services.get(call.subject());
		if (service == null) {
			throw new NoRespondersException(call.subject());
		}
		Object answer = answer(service, call);
		if (answer instanceof ServiceError error) {
			throw new MicroServiceException(call.subject(),
					"'%s' answered with error %d: %s".formatted(call.subject(), error.code(), error.description()),
					error);
		}
		MicroReply reply = (answer instanceof MicroReply made) ? made
				: new MicroReply(write(call.subject(), answer), MicroHeaders.empty());
		return (T) read(call.subject(), reply, resultType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, ParameterizedTypeReference<T> resultType) {
		try {
			return CompletableFuture.completedFuture(request(call, resultType));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void checkSendable(MicroCall call) {
		MicroNames.subject(call.subject());
		HeaderCodec.encode(call.headers());
		write(call.subject(), call.body());
	}

	private static @Nullable Object answer(Service service, MicroCall call) {
		try {
			return service.answer(call);
		}
		catch (NatsMicroException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return new ServiceError(UNCAUGHT, "Internal Server Error");
		}
	}

	private byte[] write(String subject, @Nullable Object body) {
		if (body == null) {
			return new byte[0];
		}
		if (body instanceof byte[] bytes) {
			return bytes;
		}
		if (body instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		try {
			return this.mapper.writeValueAsBytes(body);
		}
		catch (JacksonException ex) {
			throw new MicroConversionException(subject, "The body of type " + body.getClass().getName()
					+ " for subject '" + subject + "' does not convert to JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	private @Nullable Object read(String subject, MicroReply reply, Type type) {
		if (type == MicroReply.class) {
			return reply;
		}
		if (type == byte[].class) {
			return reply.body();
		}
		if (type == String.class) {
			return new String(reply.body(), StandardCharsets.UTF_8);
		}
		if (type == Void.class || type == void.class || reply.body().length == 0) {
			return null;
		}
		try {
			return this.mapper.readValue(reply.body(), this.mapper.constructType(type));
		}
		catch (JacksonException ex) {
			throw new MicroConversionException(subject, "The answer of subject '" + subject + "' does not convert to "
					+ type.getTypeName() + ": " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Answers calls.
	 */
	@FunctionalInterface
	public interface Service {

		/**
		 * Answers a call.
		 * @param call the call
		 * @return the body, {@code null} for an empty one; or a {@link MicroReply} of
		 * body and headers, or a {@link ServiceError}
		 * @throws Exception if the call fails
		 */
		@Nullable Object answer(MicroCall call) throws Exception;

	}

}
