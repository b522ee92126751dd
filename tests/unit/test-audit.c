/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit: what is claimed, known, inert, unknown; what is read; what Python would ask. The attacks that Python's own audit let pass are told. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "report/audit.h"
#include "skops_file.h"

static char base[64];
static struct skops_registry *registry;

static void set_up (void)
{
	struct skops_error err = {0};
	char path[128];
	FILE *file;

	strcpy (base, "/tmp/skops-audit-XXXXXX");
	cr_assert_not_null (mkdtemp (base));
	snprintf (path, sizeof path, "%s/a.yaml", base);
	file = fopen (path, "w");
	cr_assert_not_null (file);
	fputs ("plugin: mock\nlibrary: mock.so\nabi: \"0.1\"\nversion: \"1\"\n"
	       "handlers:\n"
	       "  - type: \"lib:Pipe\"\n    facets: [predict]\n    binds: [steps]\n"
	       "  - type: \"lib:Step\"\n    facets: [predict]\n    binds: [coef_, tree_, part_, func_]\n"
	       "    records:\n      - type: \"sklearn.tree._tree:Tree\"\n        binds: [nodes]\n      - type: \"lib:Part\"\n        binds: [inner]\n"
	       "  - type: \"lib:Step2\"\n    facets: [importances]\n    binds: [coef_]\n"
	       "inert: [\"lib:Scorer\", \"os:system\", \"functools:partial\"]\n"
	       "functions: [\"numpy:log1p\"]\n"
	       "aliases:\n  \"mylib:MyStep\": \"lib:Step\"\n", file);
	fclose (file);
	chmod (path, 0644);
	setenv ("SKOPS_REGISTRY_PATH", base, 1);
	setenv ("XDG_DATA_HOME", base, 1);
	cr_assert_eq (skops_registry_open (&err, &registry, &(struct skops_registry_options) { .system_only = true, .system_folder = "/nowhere" }), SKOPS_OK, "%s", err.message);
}

static void tear_down (void)
{
	char path[128];

	skops_registry_free (registry);
	snprintf (path, sizeof path, "%s/a.yaml", base);
	unlink (path);
	rmdir (base);
}

TestSuite (audit, .init = set_up, .fini = tear_down);

/* An audit together with what it is about. */
struct subject {
	struct skops_document *document;
	struct skops_audit *audit;
};

static struct subject audited_with (const char *root, const char *protocol, const struct member *members, const struct skops_trust *trust)
{
	struct skops_error err = {0};
	struct subject subject;

	cr_assert_eq (parse_with (&err, &subject.document, root, protocol, members), SKOPS_OK, "%s", err.message);
	cr_assert_eq (skops_audit_new (&err, &subject.audit, subject.document, registry, trust), SKOPS_OK, "%s", err.message);
	return subject;
}

static struct subject audited (const char *root)
{
	return audited_with (root, "2", NULL, NULL);
}

static void done (struct subject subject)
{
	skops_audit_free (subject.audit);
	skops_document_close (subject.document);
}

static const struct skops_finding *at (struct subject subject, const char *path)
{
	char text[256];

	for (size_t i = 0; i < subject.audit->count; i++)
		if (strcmp (skops_node_path (text, sizeof text, subject.audit->findings[i].node), path) == 0)
			return &subject.audit->findings[i];
	return NULL;
}

static void is (struct subject subject, const char *path, enum skops_verdict verdict, bool read)
{
	const struct skops_finding *finding = at (subject, path);

	if (verdict == SKOPS_VERDICT_STRUCTURAL) {
		cr_assert_null (finding, "%s is %s", path, skops_verdict_name (finding->judgement.verdict));
		return;
	}
	cr_assert_not_null (finding, "nothing at %s", path);
	cr_assert_eq (finding->judgement.verdict, verdict, "%s is %s: %s", path, skops_verdict_name (finding->judgement.verdict), finding->judgement.reason);
	cr_assert_eq (finding->read, read, "%s: read is %d", path, finding->read);
}

/* The one finding at the path is unknown, with `part` in its reason. */
static void unknown (const char *root, const char *protocol, const char *path, const char *part)
{
	struct subject subject = audited_with (root, protocol, NULL, NULL);
	const struct skops_finding *finding = at (subject, path);
	struct skops_error err = {0};
	struct skops_buffer out = {0};

	cr_assert_not_null (finding, "nothing at %s", path);
	cr_assert_eq (finding->judgement.verdict, SKOPS_VERDICT_UNKNOWN, "%s", skops_verdict_name (finding->judgement.verdict));
	cr_assert (strstr (finding->judgement.reason, part), "\"%s\" is not in: %s", part, finding->judgement.reason);
	cr_assert_eq (skops_audit_report (&err, &out, subject.audit, "f", &(struct skops_audit_options) {0}), SKOPS_UNSUPPORTED);
	skops_buffer_free (&out);
	done (subject);
}

#define STATE1(id, a, va) DICT (id "1", LIST (id "2", STR (id "3")), "'" a "':" va)
#define STATE2(id, a, va, b, vb) DICT (id "1", LIST (id "2", STR (id "3") "," STR (id "3")), "'" a "':" va ",'" b "':" vb)

#define PARTIAL(module, class_, function) NODE ("PartialNode", module, class_, "1", \
	",'content':{'func':" function ",'args':" TUPLE ("3", "") ",'kwds':" DICT ("4", LIST ("5", ""), "") ",'namespace':" JSON ("6", "null") "}")
#define FUNCTION(id, module, name) NODE ("FunctionNode", module, name, id, "")

Test (audit, a_partial_is_what_its_function_is)
{
	struct subject subject = audited (PARTIAL ("functools", "partial", FUNCTION ("2", "numpy", "log1p")));

	cr_assert_eq (at (subject, "")->judgement.verdict, SKOPS_VERDICT_FUNCTION, "%s", at (subject, "")->judgement.reason);
	done (subject);
	unknown (PARTIAL ("functools", "partial", FUNCTION ("2", "os", "system")), "2", "", "functools.partial of os.system");
	unknown (PARTIAL ("os", "partial", FUNCTION ("2", "numpy", "log1p")), "2", "", "os.partial of numpy.log1p");
	unknown (PARTIAL ("functools", "partial", OBJECT ("2", "numpy", "log1p", JSON ("7", "null"))), "2", "", "functools.partial of numpy.log1p");
}

Test (audit, claims_and_reading)
{
	struct subject subject = audited (OBJECT ("1", "lib", "Pipe", STATE2 ("1", "steps", LIST ("2", TUPLE ("3", JSON ("4", "\\\"s\\\"") ","
		OBJECT ("5", "lib", "Step", STATE2 ("5", "scoring", OBJECT ("6", "lib", "Scorer", STATE1 ("6", "f", NODE ("FunctionNode", "m", "score", "7", ""))),
		"part_", OBJECT ("8", "lib", "Part", STATE2 ("8", "inner", OBJECT ("9", "m", "Unknown", JSON ("90", "null")), "outer", OBJECT ("91", "m", "Unknown", JSON ("92", "null"))))))))
		, "memory", OBJECT ("93", "lib", "Step", STATE1 ("93", "coef_", OBJECT ("94", "m", "Memory", JSON ("95", "null")))))));

	is (subject, "", SKOPS_VERDICT_CLAIMED, true);
	is (subject, "steps", SKOPS_VERDICT_STRUCTURAL, true);
	is (subject, "steps[0][1]", SKOPS_VERDICT_CLAIMED, true);
	is (subject, "steps[0][1].scoring", SKOPS_VERDICT_INERT, false);
	is (subject, "steps[0][1].scoring.f", SKOPS_VERDICT_UNKNOWN, false);
	is (subject, "steps[0][1].part_", SKOPS_VERDICT_CLAIMED, true);
	is (subject, "steps[0][1].part_.inner", SKOPS_VERDICT_UNKNOWN, true);
	is (subject, "steps[0][1].part_.outer", SKOPS_VERDICT_UNKNOWN, false);
	is (subject, "memory", SKOPS_VERDICT_CLAIMED, false);
	is (subject, "memory.coef_", SKOPS_VERDICT_UNKNOWN, false);
	cr_assert_eq (subject.audit->counts[SKOPS_VERDICT_UNKNOWN], 4);
	cr_assert_eq (subject.audit->unknown_read, 1);
	cr_assert_str_eq (at (subject, "steps[0][1].part_")->judgement.reason, "part of lib:Step");
	cr_assert_str_eq (at (subject, "")->judgement.plugin->name, "mock");
	done (subject);
}

Test (audit, what_is_read_through_a_reference_is_read)
{
	/* the step is described under an attribute that is never read, and read through `steps` */
	struct subject subject = audited (OBJECT ("1", "lib", "Pipe", STATE2 ("1", "estimator", OBJECT ("5", "lib", "Step", STATE2 ("5", "coef_", OBJECT ("6", "m", "Unknown", JSON ("7", "null")),
		"other", OBJECT ("8", "m", "Unknown", JSON ("9", "null")))), "steps", LIST ("2", "{'__id__':5}"))));

	is (subject, "estimator", SKOPS_VERDICT_CLAIMED, true);
	is (subject, "estimator.coef_", SKOPS_VERDICT_UNKNOWN, true);
	is (subject, "estimator.other", SKOPS_VERDICT_UNKNOWN, false);
	done (subject);
}

Test (audit, aliases_facets_and_words)
{
	struct subject subject = audited (LIST ("1", OBJECT ("2", "mylib", "MyStep", STATE1 ("2", "coef_", JSON ("20", "1"))) "," OBJECT ("3", "lib", "Step2", JSON ("30", "null")) ","
		NODE ("FunctionNode", "numpy.core._multiarray_umath", "log1p", "4", "") "," OBJECT ("5", "lib", "Part", JSON ("50", "null")) "," OBJECT ("6", "pandas._libs.missing", "NAType", JSON ("60", "null")) ","
		OBJECT ("7", "pandas.api.typing", "NAType", JSON ("70", "null"))));

	is (subject, "[0]", SKOPS_VERDICT_CLAIMED, true);
	cr_assert_str_eq (at (subject, "[0]")->judgement.reason, "as lib:Step");
	is (subject, "[1]", SKOPS_VERDICT_CLAIMED, true);
	is (subject, "[2]", SKOPS_VERDICT_FUNCTION, true);
	is (subject, "[3]", SKOPS_VERDICT_INERT, true);
	is (subject, "[4]", SKOPS_VERDICT_STRUCTURAL, true);
	is (subject, "[5]", SKOPS_VERDICT_STRUCTURAL, true);
	done (subject);
}

Test (audit, structural)
{
	struct member members[] = { { "a.npy", "x", 1 }, { "b.bin", "x", 1 }, { "c.npz", "x", 1 }, {0} };
	struct subject subject = audited_with (LIST ("1", TUPLE ("2", JSON ("3", "1")) "," DICT ("4", LIST ("5", TYPE ("6", "numpy", "int64")), "'1':" JSON ("7", "1")) ","
		ARRAY ("8", "ndarray", "a.npy") "," ARRAY ("9", "float64", "a.npy") "," NODE ("BytesNode", "builtins", "bytes", "10", ",'file':'b.bin'") ","
		NODE ("SparseMatrixNode", "scipy.sparse._csr", "csr_matrix", "11", ",'type':'scipy','file':'c.npz'") "," NODE ("SparseMatrixNode", "scipy.sparse.csr", "csr_array", "12", ",'type':'scipy','file':'c.npz'") ","
		NODE ("SliceNode", "builtins", "slice", "13", ",'content':{'start':1,'stop':2,'step':null}") "," NODE ("DTypeNode", "numpy", "dtype", "14", ",'content':{'__id__':8}")), "2", members, NULL);

	cr_assert_eq (subject.audit->count, 0, "%s", subject.audit->count ? subject.audit->findings[0].judgement.reason : "");
	done (subject);
}

/* Python's audit was shown one name and ran another (CVE-2025-54412). */
Test (audit, operators)
{
	unknown (NODE ("OperatorFuncNode", "sklearn.linear_model._stochastic_gradient", "SGDRegressor", "1", ",'attrs':" TUPLE ("2", "")), "2", "", "OperatorFuncNode, which is for the module operator only");
	unknown (NODE ("OperatorFuncNode", "operator", "call", "1", ",'attrs':" TUPLE ("2", "")), "2", "", "function reference operator.call");
	unknown (NODE ("OperatorFuncNode", "operator", "methodcaller", "1", ",'attrs':" TUPLE ("2", "")), "2", "", "function reference operator.methodcaller");
	unknown (NODE ("OperatorFuncNode", "lib", "Step", "1", ",'attrs':" TUPLE ("2", "")), "2", "", "function reference lib.Step");
	unknown (NODE ("OperatorFuncNode", "operator", "call", "1", ",'attrs':" TUPLE ("2", "") ",'kwargs':" DICT ("3", LIST ("4", ""), "")), "3", "", "function reference operator.call");
}

/* CVE-2025-54413: the audit saw the class, and getattr got the function. */
Test (audit, methods)
{
#define METHOD(id, class_, function, object) NODE ("MethodNode", "lib", class_, id, ",'content':{'func':'" function "','obj':" object "}")
	unknown (METHOD ("1", "Step", "predict", OBJECT ("2", "lib", "Step", JSON ("3", "null"))), "2", "", "function reference lib.Step.predict");
	unknown (METHOD ("1", "Step", "__init__.__globals__", OBJECT ("2", "lib", "Step", JSON ("3", "null"))), "2", "", "__init__.__globals__");
	unknown (METHOD ("1", "Step", "eval", OBJECT ("2", "lib", "Other", JSON ("3", "null"))), "2", "", "it says that it is bound to a lib.Step");
	unknown (METHOD ("1", "int", "a", METHOD ("2", "int", "b", METHOD ("3", "int", "c", JSON ("4", "1")))), "2", ":obj:obj", "function reference");
}

/* Foreign modules under loaders that imported them before anybody was asked; generators that name any attribute of numpy.random. */
Test (audit, wrong_loaders_and_classes)
{
	static const char pcg[] = NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':" DICT ("2", LIST ("3", STR ("4")), "'bit_generator':" JSON ("5", "\\\"PCG64\\\""))
		",'seed_seq':" DICT ("6", LIST ("7", ""), "") "}");
	struct subject subject = audited (pcg);

	cr_assert_eq (subject.audit->count, 0);
	done (subject);
	unknown (NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':" DICT ("2", LIST ("3", STR ("4")), "'bit_generator':" JSON ("5", "\\\"seed\\\""))
		",'seed_seq':" DICT ("6", LIST ("7", ""), "") "}"), "2", "", "function reference numpy.random.seed");
	unknown (NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':" DICT ("2", LIST ("3", ""), "") ",'seed_seq':" DICT ("6", LIST ("7", ""), "") "}"), "2", "",
	         "in place of a bit generator");
	unknown (NODE ("LossNode", "os", "popen", "1", ",'content':" DICT ("2", LIST ("3", ""), "") ",'__reduce__':{'args':" TUPLE ("4", "") "}"), "2", "", "");
	unknown (NODE ("TreeNode", "lib", "Step", "1", ",'content':" DICT ("2", LIST ("3", ""), "") ",'__reduce__':{'args':" TUPLE ("4", "") "}"), "2", "", "no plugin handles it");
	unknown (OBJECT ("1", "lib", "Step", STATE1 ("1", "tree_", OBJECT ("2", "sklearn.tree._tree", "Tree", JSON ("3", "null")))), "2", "tree_", "no plugin handles it");
	unknown (TYPE ("1", "lib", "Step"), "2", "", "type or function reference lib.Step");
	unknown (TYPE ("1", "builtins", "eval"), "2", "", "type or function reference builtins.eval");
	unknown (TYPE ("1", "lib", "Scorer"), "2", "", "type or function reference");
	unknown (NODE ("NewNode", "lib", "Scorer", "1", ""), "2", "", "a loader kind that is not known");
	unknown (NODE ("BytesLikeNode", "os", "system", "1", ""), "2", "", "a loader kind that is not known");
	unknown (NODE ("FunctionNode", "lib", "Scorer", "1", ""), "2", "", "function reference lib.Scorer");
	unknown (NODE ("FunctionNode", "os", "system", "1", ""), "2", "", "function reference os.system");
	unknown (NODE ("ListNode", "lib", "Step", "1", ",'content':[]"), "2", "", "a class that its loader kind is not for");
	unknown (NODE ("SetNode", "lib", "Pipe", "1", ",'content':[]"), "2", "", "a class that its loader kind is not for");
	unknown (NODE ("JsonNode", "lib", "Step", "1", ",'content':'1'"), "2", "", "a class that its loader kind is not for");
	unknown (NODE ("SliceNode", "lib", "Step", "1", ",'content':{'start':1,'stop':2,'step':3}"), "2", "", "a class that its loader kind is not for");
	unknown (NODE ("NewNode", "lib", "Step", "1", ""), "2", "", "a loader kind that is not known");
	unknown (NODE ("DefaultDictNode", "builtins", "dict", "1", ",'content':{'main':" DICT ("2", LIST ("3", ""), "") ",'default_factory':" TYPE ("4", "os", "system") "}"), "2", "", "its loader kind is not for");
	unknown (NODE ("DefaultDictNode", "collections", "defaultdict", "1", ",'content':{'main':" DICT ("2", LIST ("3", ""), "") ",'default_factory':" TYPE ("4", "os", "system") "}"), "2", ":default_factory",
	         "function reference os.system");
	unknown (NODE ("PartialNode", "functools", "partial", "1", ",'content':{'func':" TYPE ("2", "builtins", "int") ",'args':" TUPLE ("3", "") ",'kwds':" DICT ("4", LIST ("5", ""), "") ",'namespace':" JSON ("6", "null") "}"),
	         "2", "", "function reference functools.partial of builtins.int");
	unknown (NODE ("PartialNode", "functools", "partial", "1", ",'content':{'func':" TYPE ("2", "builtins", "int") ",'args':" TUPLE ("3", "") ",'kwds':" LIST ("4", "") ",'namespace':" JSON ("6", "null") "}"),
	         "2", "", "whose keywords are no dictionary");
	/* two strings are compared, whatever a dot or a NUL would make of them */
	unknown (OBJECT ("1", "lib.Step", "", JSON ("2", "null")), "2", "", "no plugin handles it");
	unknown (OBJECT ("1", "", "lib.Step", JSON ("2", "null")), "2", "", "no plugin handles it");
	unknown (OBJECT ("1", "lib", "Step\\u0000", JSON ("2", "null")), "2", "", "no plugin handles it");
	unknown (OBJECT ("1", "lib", " Step", JSON ("2", "null")), "2", "", "no plugin handles it");
	unknown (OBJECT ("1", "l\\u0456b", "Step", JSON ("2", "null")), "2", "", "no plugin handles it");
}

Test (audit, key_types)
{
	unknown (DICT ("1", LIST ("2", TYPE ("3", "os", "system")), "'a':" JSON ("4", "1")), "2", ":key_types[0]", "function reference os.system");
	/* a known function is still called with the key */
	unknown (DICT ("1", LIST ("2", NODE ("FunctionNode", "numpy", "log1p", "3", "")), "'a':" JSON ("4", "1")), "2", ":key_types[0]", "the type of a key is due");
	unknown (LIST ("1", LIST ("2", NODE ("FunctionNode", "numpy", "log1p", "3", "")) "," DICT ("4", "{'__id__':2}", "'a':" JSON ("5", "1"))), "2", "[1]:key_types", "the type of a key is due");
}

Test (audit, trust)
{
	static const char root[] = LIST ("1", OBJECT ("2", "m", "A", JSON ("20", "null")) "," OBJECT ("3", "m", "B", JSON ("30", "null")) ","
		NODE ("MethodNode", "m", "A", "4", ",'content':{'func':'go','obj':{'__id__':2}}") ",{'__id__':3}");
	struct skops_trust *trust = skops_trust_new ();
	struct skops_error err = {0};
	struct subject subject;

	cr_assert_eq (skops_trust_add (&err, trust, "m:A"), SKOPS_OK);
	cr_assert_eq (skops_trust_add (&err, trust, "m:A.go"), SKOPS_OK);
	subject = audited_with (root, "2", NULL, trust);
	is (subject, "[0]", SKOPS_VERDICT_TRUSTED, true);
	is (subject, "[1]", SKOPS_VERDICT_UNKNOWN, true);
	is (subject, "[2]", SKOPS_VERDICT_TRUSTED, true);
	cr_assert_eq (subject.audit->counts[SKOPS_VERDICT_UNKNOWN], 1);
	done (subject);
	for (const char *const *bad = (const char *const[]) { "", "m", "m.A", ":A", "m:", "m:A:B", "m: A", NULL }; *bad; bad++) {
		err = (struct skops_error) {0};
		cr_assert_eq (skops_trust_add (&err, trust, *bad), SKOPS_MISUSE, "%s", *bad);
	}
	skops_trust_free (trust);
}

Test (audit, trust_files)
{
	struct skops_trust *trust = skops_trust_new ();
	struct skops_error err = {0};
	char path[128];
	FILE *file;

	snprintf (path, sizeof path, "%s/trust.txt", base);
	file = fopen (path, "w");
	fputs ("# mine\n\n  m:A  # why\r\nm:B", file);
	fclose (file);
	cr_assert_eq (skops_trust_read (&err, trust, path), SKOPS_OK, "%s", err.message);
	cr_assert (skops_trust_has (trust, skops_text_of ("m"), skops_text_of ("A")));
	cr_assert (skops_trust_has (trust, skops_text_of ("m"), skops_text_of ("B")));
	cr_assert_not (skops_trust_has (trust, skops_text_of ("m"), (struct skops_text) { "A\0", 2 }));
	file = fopen (path, "w");
	fputs ("m:A\nnonsense\n", file);
	fclose (file);
	cr_assert_eq (skops_trust_read (&err, trust, path), SKOPS_MISUSE);
	cr_assert (strstr (err.message, "line 2"), "%s", err.message);
	unlink (path);
	skops_trust_free (trust);
}

Test (audit, reports)
{
	static const char root[] = OBJECT ("1", "lib", "Pipe", STATE2 ("1", "steps", LIST ("2", ""), "memory", NODE ("ObjectNode", "m\\u001b[31m", "Memory", "3", ",'what':1")));
	struct member members[] = { { "hidden.pkl", "x", 1 }, {0} };
	struct subject subject = audited_with (root, "2", members, NULL);
	struct skops_audit_options options = { .json = true };
	struct skops_buffer out = {0};
	struct skops_error err = {0};

	cr_assert_eq (skops_audit_report (&err, &out, subject.audit, "a\nb.skops", &options), SKOPS_UNSUPPORTED);
	for (const char *const *part = (const char *const[]) { "\"file\": \"a\\nb.skops\"", "\"protocol\": 2", "\"skops_version\": \"0.16.0\"", "\"verdict\": \"unknown\"",
		"{\"path\": \"\", \"type\": \"lib:Pipe\", \"loader\": \"ObjectNode\", \"class\": \"claimed\", \"reason\": \"\", \"plugin\": \"mock\", \"layer\": \"package\", \"read\": true}",
		"\"path\": \"memory\"", "\"class\": \"unknown\", \"reason\": \"no plugin handles it\", \"plugin\": null, \"layer\": null, \"read\": false}",
		"\"unreferenced\": [\"hidden.pkl\"]", "\"mentioned\": []", "\"extra\": [\"memory\"]", "\"python_untrusted\": [\"lib.Pipe\", \"m\\u001b[31m.Memory\"]", NULL }; *part; part++)
		cr_assert (strstr (out.data, *part), "%s is not in\n%s", *part, out.data);
	skops_buffer_free (&out);
	err = (struct skops_error) {0};
	options = (struct skops_audit_options) { .python = true };
	cr_assert_eq (skops_audit_report (&err, &out, subject.audit, "a\nb.skops", &options), SKOPS_UNSUPPORTED);
	cr_assert (strstr (err.message, "1 of its types and functions is unknown; the first is m\\x1B[31m.Memory at memory") || strstr (err.message, "at memory"), "%s", err.message);
	cr_assert_not (strchr (out.data, 27));
	cr_assert (strstr (out.data, "hidden.pkl (1 bytes)"), "%s", out.data);
	cr_assert (strstr (out.data, "never read here"), "%s", out.data);
	skops_buffer_free (&out);
	err = (struct skops_error) {0};
	options = (struct skops_audit_options) { .ignore_unread = true };
	cr_assert_eq (skops_audit_report (&err, &out, subject.audit, "f", &options), SKOPS_OK, "%s", err.message);
	cr_assert (strstr (out.data, "nothing unknown but 1 that is never read"), "%s", out.data);
	skops_buffer_free (&out);
	done (subject);
}

static void python_asks (const char *root, const char *names)
{
	struct subject subject = audited (root);
	struct skops_buffer joined = {0};

	skops_buffer_text (&joined, "");
	for (size_t i = 0; i < subject.audit->n_python; i++)
		skops_buffer_format (&joined, "%s%s", i ? " " : "", subject.audit->python[i].data);
	cr_assert_str_eq (joined.data, names);
	skops_buffer_free (&joined);
	done (subject);
}

Test (audit, python)
{
	python_asks (OBJECT ("1", "sklearn.linear_model._logistic", "LogisticRegression", STATE1 ("1", "x", JSON ("2", "1"))), "");
	python_asks (LIST ("1", OBJECT ("2", "z", "Z", JSON ("3", "null")) "," OBJECT ("4", "a", "A", JSON ("5", "null")) "," OBJECT ("6", "z", "Z", JSON ("7", "null"))), "a.A z.Z");
	python_asks (NODE ("TreeNode", "sklearn.tree._tree", "Tree", "1", ",'content':" DICT ("2", LIST ("3", ""), "") ",'__reduce__':{'args':" TUPLE ("4", "") "}"), "sklearn.tree._tree.Tree");
	python_asks (NODE ("LossNode", "sklearn.linear_model._sgd_fast", "Hinge", "1", ",'content':" DICT ("2", LIST ("3", ""), "") ",'__reduce__':{'args':" TUPLE ("4", "") "}"), "");
	python_asks (LIST ("1", TYPE ("2", "os", "system") ",{'__id__':2}"), "os.system");
	python_asks (TYPE ("1", "builtins", "list"), "");
	python_asks (TYPE ("1", "builtins", "dict"), "builtins.dict");
	python_asks (NODE ("FunctionNode", "numpy", "log1p", "1", ""), "");
	python_asks (NODE ("FunctionNode", "os", "system", "1", ""), "os.system");
	python_asks (NODE ("ListNode", "builtins", "tuple", "1", ",'content':[]"), "builtins.tuple");
	python_asks (METHOD ("1", "Step", "predict", OBJECT ("2", "lib", "Step", JSON ("3", "null"))), "lib.Step lib.Step.predict");
	python_asks (NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':" DICT ("2", LIST ("3", STR ("4")), "'bit_generator':" JSON ("5", "\\\"seed\\\""))
		",'seed_seq':" DICT ("6", LIST ("7", ""), "") "}"), "numpy.random.seed");
}

Test (audit, work_stays_in_proportion, .timeout = 30)
{
	/* references to references: each object is judged once, and its reading spreads at most twice */
	struct skops_buffer root = {0};
	struct subject subject;

	skops_buffer_text (&root, "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':1,'content':[" OBJECT ("2", "m", "X", JSON ("20", "null")));
	for (int i = 0; i < 60; i++)
		skops_buffer_format (&root, ",{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':%d,'content':[{'__id__':%d},{'__id__':%d}]}", i + 100, i ? i + 99 : 2, i ? i + 99 : 2);
	for (int i = 0; i < 100000; i++)
		skops_buffer_text (&root, ",{'__id__':159}");
	skops_buffer_text (&root, "]}");
	subject = audited (root.data);
	cr_assert_eq (subject.audit->counts[SKOPS_VERDICT_UNKNOWN], 1);
	done (subject);
	skops_buffer_free (&root);
}
