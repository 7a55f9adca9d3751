package io.github.polywire.dxlstreaming.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.validation.Validator;

/**
 * What one parameter of a listener takes.
 */
final class ListenerParameter {

	private final Kind kind;

	private final boolean list;

	private final JavaType payloadType;

	private final StreamCodec codec;

	private final PayloadValidator validator;

	private ListenerParameter(Kind kind, boolean list, JavaType payloadType, StreamCodec codec,
			PayloadValidator validator) {
		this.kind = kind;
		this.list = list;
		this.payloadType = payloadType;
		this.codec = codec;
		this.validator = validator;
	}

	static ListenerParameter of(Method method, MethodParameter parameter, Class<?> beanType, StreamCodec codec,
			@Nullable Validator validator) {
		ResolvableType type = ResolvableType.forMethodParameter(method, parameter.getParameterIndex(), beanType);
		Class<?> raw = type.toClass();
		if (Message.class.isAssignableFrom(raw)) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method), "it takes a Message",
					"Take a DxlRecord, or the payload and headers", null);
		}
		boolean list = isList(parameter, raw);
		ResolvableType element = list ? type.getGeneric() : type;
		Kind kind = kind(method, parameter, element.toClass());
		ResolvableType payload = (kind == Kind.RECORD) ? element.getGeneric() : element;
		JavaType payloadType = javaType(payload, codec.mapper());
		return new ListenerParameter(kind, list, payloadType, codec, new PayloadValidator(validator, parameter));
	}

	private static boolean isList(MethodParameter parameter, Class<?> raw) {
		boolean special = parameter.hasParameterAnnotation(Header.class)
				|| parameter.hasParameterAnnotation(Headers.class);
		return !special && (raw == List.class || raw == Collection.class || raw == Iterable.class);
	}

	private static Kind kind(Method method, MethodParameter parameter, Class<?> type) {
		if (parameter.hasParameterAnnotation(Header.class)) {
			checkName(method, parameter);
			return Kind.HEADER;
		}
		if (parameter.hasParameterAnnotation(Headers.class)) {
			if (type != Map.class) {
				throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
						"its @Headers is no Map<String, String>", "Take a Map<String, String>", null);
			}
			return Kind.HEADERS;
		}
		if (type == DxlAcknowledgment.class) {
			return Kind.ACKNOWLEDGMENT;
		}
		if (type == DxlRawRecord.class) {
			return Kind.RAW_RECORD;
		}
		return (type == DxlRecord.class) ? Kind.RECORD : Kind.PAYLOAD;
	}

	private static void checkName(Method method, MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		boolean named = header != null && !(header.name() + header.value()).isEmpty();
		if (!named && !method.getParameters()[parameter.getParameterIndex()].isNamePresent()) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					"the names of its parameters are not known",
					"Compile with the option -parameters, or name each header, as in @Header(\"tenantId\")", null);
		}
	}

	// With the type variables that the class of the bean binds.
	private static JavaType javaType(ResolvableType type, JsonMapper mapper) {
		Class<?> raw = type.resolve(Object.class);
		if (!type.hasGenerics()) {
			return mapper.constructType(raw);
		}
		JavaType[] generics = Stream.of(type.getGenerics())
			.map((generic) -> javaType(generic, mapper))
			.toArray(JavaType[]::new);
		return mapper.getTypeFactory().constructParametricType(raw, generics);
	}

	Kind kind() {
		return this.kind;
	}

	boolean isList() {
		return this.list;
	}

	boolean hasContent() {
		return this.kind == Kind.PAYLOAD || this.kind == Kind.RECORD || this.kind == Kind.RAW_RECORD;
	}

	Object argument(RecordsMessage message) {
		if (this.kind == Kind.ACKNOWLEDGMENT) {
			return message.acknowledgment();
		}
		List<DxlRawRecord> records = message.getPayload();
		if (!this.list) {
			return argument(records.get(0));
		}
		List<Object> arguments = new ArrayList<>(records.size());
		for (DxlRawRecord record : records) {
			arguments.add(argument(record));
		}
		return arguments;
	}

	private Object argument(DxlRawRecord record) {
		return switch (this.kind) {
			case HEADERS -> record.headers();
			case RAW_RECORD -> record;
			case RECORD -> record.withPayload(payload(record));
			default -> payload(record);
		};
	}

	private Object payload(DxlRawRecord record) {
		Object payload = this.codec.payload(record, this.payloadType);
		this.validator.validate(record, payload);
		return payload;
	}

	/** What a parameter takes. */
	enum Kind {

		PAYLOAD, RECORD, RAW_RECORD, ACKNOWLEDGMENT, HEADER, HEADERS

	}

}
