imdb$tt9900001({"v":1,"q":"tt9900001","d":[{"l":"Last Light","id":"tt9900001","s":"A","y":2025,"yr":"2025-","q":"TV series","i":["https://m.media-amazon.com/a.jpg",1,2]}]})
