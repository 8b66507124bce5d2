print("this is not the file")
