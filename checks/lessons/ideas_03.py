"""The ideas behind wrong models, cards and errors of a training script."""

NOTHING_TRAINED = "The script has to fit a pipeline, save it with skops.io.dump, and write the card beside it."
NO_CARD = 'The card is a JSON file with the model\'s name and the suffix .json: path.with_suffix(".json").'
NO_SKOPS_FILE = "Only skops.io.dump writes a file that a server loads without running what is in it."
A_PICKLE = "These are the first bytes of a pickle: joblib.dump and pickle.dump write one. Use skops.io.dump."
UNTRUSTED = (
    "A server trusts scikit-learn's own types and no others. A function or a class of yours in the pipeline cannot be "
    "loaded there: use what scikit-learn has for it."
)
TAKES_NO_FRAME = (
    "The pipeline is asked with a frame of six columns, by their names, some values missing. It has to choose, fill in "
    "and encode them itself: a ColumnTransformer with SimpleImputer and OneHotEncoder as its first step."
)
NO_PROBABILITIES = "Each row of predict_proba has one number for each class, and they sum to 1."
LEARNS_LITTLE = "Nearly any classifier gets 95 of 100 right here. Look at what reaches it: are all six columns used?"
NOT_FROM_THE_DATA = (
    "This file has other labels than the penguins' own. The answers do not follow them: is the file that --data names "
    "the one that is read, and is the model in the file the one that was fitted?"
)
ON_ITS_OWN_ROWS = (
    "A model that is judged by the rows that it was fitted on looks better than it is. Hold rows back "
    "(train_test_split), or take the mean of cross_val_score."
)
NO_SEED = "Something draws at random without a seed: give each classifier and each split random_state=0."
NO_SEED_OR_ORDER = f"{NO_SEED} The order of a set also differs from one run to the next."
CARD_ROWS = "rows counts every row of the file, those with missing values too: len(data) before anything is dropped."
CARD_CLASSES = (
    "classes are pipeline.classes_.tolist(), in their order: a server reads the columns of predict_proba by it."
)
CARD_FEATURES = "features are the six columns, in the order that the model is given them."
CARD_HASH = "It is hashlib.sha256(path.read_bytes()).hexdigest(): of the bytes of the file that --data names."
CARD_VERSION = "sklearn.__version__ is the version that is running now."
CARD_TIME = (
    'datetime.now(UTC).isoformat() has the offset "+00:00" at its end. Without UTC nobody knows which clock it was.'
)
ENDS_WELL = (
    'The script ended with exit status 0, so whoever calls it believes that all is well: sys.exit("a sentence").'
)
TRACEBACK = (
    "A traceback tells the author where the code stood. Whoever typed a wrong name wants one sentence: catch the error "
    'and end with sys.exit("a sentence").'
)
TOO_MANY_LINES = "One line is enough, and a program that calls yours can show it."
ON_STANDARD_OUTPUT = (
    'It stands on standard output. sys.exit("a sentence") and print(…, file=sys.stderr) use standard error.'
)
NOT_NAMED = "Say which: whoever reads the line may have given the name in a script of many."
OLD_MODEL_GONE = (
    "A server may be using the model that was there. Read and check everything first; write under another name in the "
    "same folder, and rename it at the end."
)
